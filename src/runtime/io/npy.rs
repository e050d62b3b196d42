//! `.npy` files.
//!
//! Input: a path, or any reader with the number of bytes it can give. Output: the array, or NumPy's exception.
//! Never: an allocation larger than what the file holds.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};

use super::{IoError, RawArray, elements, header};
use crate::runtime::text::array::shape_text;
use crate::runtime::text::string::repr_bytes;
use crate::types::Dtype;

/// The first bytes of a `.npy` file.
pub const MAGIC: &[u8] = b"\x93NUMPY";

/// Headers are padded so that the data start at a multiple of this.
const ALIGNMENT: usize = 64;

/// Room that a header leaves for the growth of one dimension.
const GROWTH_DIGITS: usize = 21;

/// NumPy's arrays have at most this many axes.
const MOST_AXES: usize = 64;

/// Bytes that NumPy reads from an archive at a time, which its messages show.
const CHUNK: usize = 1 << 18;

/// The first six bytes of a file, or fewer.
pub(super) fn first_bytes(path: &str) -> Result<Vec<u8>, IoError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| IoError::os(&error, path))?;
    file.take(MAGIC.len() as u64).read_to_end(&mut bytes).map_err(|error| IoError::os(&error, path))?;
    Ok(bytes)
}

/// Reads a `.npy` file.
///
/// # Errors
/// The exception that NumPy raises.
pub fn read(path: &str) -> Result<RawArray, IoError> {
    let file = File::open(path).map_err(|error| IoError::os(&error, path))?;
    let size = file.metadata().map_err(|error| IoError::os(&error, path))?.len();
    let mut source = Source { reader: &mut BufReader::new(file), path, read: 0, size, member: false };
    source.array()
}

/// The array in the bytes of a `.npy` file.
///
/// # Errors
/// The exception that NumPy raises.
pub fn from_bytes(mut bytes: &[u8]) -> Result<RawArray, IoError> {
    let size = bytes.len() as u64;
    Source { reader: &mut bytes, path: "<bytes>", read: 0, size, member: false }.array()
}

/// The bytes of a `.npy` file.
///
/// # Errors
/// What the system says.
pub fn to_bytes(array: &RawArray) -> Result<Vec<u8>, IoError> {
    let mut bytes = Vec::new();
    write(&mut bytes, array).map_err(|error| IoError::os(&error, "<bytes>"))?;
    Ok(bytes)
}

/// Where the bytes of an array come from.
pub(super) struct Source<'a> {
    /// The bytes.
    pub reader: &'a mut dyn Read,
    /// The file's name, for the system's messages.
    pub path: &'a str,
    /// Bytes read so far.
    pub read: u64,
    /// All the bytes there should be.
    pub size: u64,
    /// A member of an archive: NumPy words a premature end otherwise.
    pub member: bool,
}

impl Source<'_> {
    /// Reads a whole array, header and all.
    pub fn array(&mut self) -> Result<RawArray, IoError> {
        let version = self.version()?;
        let header = self.header(version)?;
        let count = element_count(&header.shape);
        let bytes = self.data(&header, count)?;
        let shape = checked_shape(&header)?;
        finish(header, shape, bytes)
    }

    fn version(&mut self) -> Result<(u8, u8), IoError> {
        let magic = self.exactly(MAGIC.len() + 2, "magic string")?;
        if !magic.starts_with(MAGIC) {
            let got = repr_bytes(&magic[..MAGIC.len()]);
            let message = format!("the magic string is not correct; expected {}, got {got}", repr_bytes(MAGIC));
            return Err(IoError::value(message));
        }
        match (magic[MAGIC.len()], magic[MAGIC.len() + 1]) {
            version @ (1..=3, 0) => Ok(version),
            (major, minor) => Err(IoError::value(format!(
                "we only support format version (1,0), (2,0), and (3,0), not ({major}, {minor})"
            ))),
        }
    }

    fn header(&mut self, (major, _): (u8, u8)) -> Result<header::Header, IoError> {
        let width = if major == 1 { 2 } else { 4 };
        let mut length = [0; 4];
        length[..width].copy_from_slice(&self.exactly(width, "array header length")?);
        let bytes = self.exactly(u32::from_le_bytes(length) as usize, "array header")?;
        if major < 3 {
            // Latin-1: every byte is the character of that number.
            return header::parse(&bytes.iter().map(|&b| char::from(b)).collect::<String>());
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) => header::parse(text),
            Err(error) => Err(super::text_file::decode_error(&bytes, error)),
        }
    }

    /// So many bytes, or NumPy's message about a premature end.
    fn exactly(&mut self, count: usize, what: &str) -> Result<Vec<u8>, IoError> {
        let bytes = self.up_to(count as u64)?;
        if bytes.len() < count {
            let message = format!("EOF: reading {what}, expected {count} bytes got {}", bytes.len());
            return Err(IoError::value(message));
        }
        Ok(bytes)
    }

    /// At most so many bytes; memory grows with what is there, not with what is asked for.
    fn up_to(&mut self, count: u64) -> Result<Vec<u8>, IoError> {
        let left = self.size.saturating_sub(self.read).min(count);
        let mut bytes = Vec::new();
        if bytes.try_reserve_exact(usize::try_from(left.min(1 << 30)).unwrap_or(0)).is_err() {
            return Err(IoError::new(super::IoErrorKind::Memory, String::new()));
        }
        let result = (&mut *self.reader).take(left).read_to_end(&mut bytes);
        result.map_err(|error| IoError::os(&error, self.path))?;
        self.read += bytes.len() as u64;
        Ok(bytes)
    }

    fn data(&mut self, header: &header::Header, count: i128) -> Result<Vec<u8>, IoError> {
        let size = header.dtype.size();
        if count < 0 {
            let left = self.size.saturating_sub(self.read) as usize;
            return Err(IoError::value(self.shortage(header, count, left)));
        }
        let wanted = u64::try_from(count.saturating_mul(size as i128)).unwrap_or(u64::MAX);
        let mut bytes = self.up_to(wanted)?;
        if bytes.len() as u64 == wanted {
            return Ok(bytes);
        }
        bytes.truncate(bytes.len() / size * size);
        Err(IoError::value(self.shortage(header, count, bytes.len())))
    }

    fn shortage(&self, header: &header::Header, count: i128, got: usize) -> String {
        let size = header.dtype.size();
        if self.member && count < 0 {
            return "negative dimensions are not allowed".to_owned();
        }
        if self.member {
            let (whole, rest) = (got / CHUNK * CHUNK, got % CHUNK);
            let expected = count.saturating_mul(size as i128).saturating_sub(whole as i128).min(CHUNK as i128);
            return format!("EOF: reading array data, expected {expected} bytes got {rest}");
        }
        let shape = match header.shape.as_slice() {
            [only] => format!("({only},)"),
            several => format!("({})", several.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")),
        };
        format!(
            "Failed to read all data for array. Expected {shape} = {count} elements, could only read {} elements. \
             (file seems not fully written?)",
            got / size
        )
    }
}

/// The product of the dimensions, which may be nonsense; saturated.
fn element_count(shape: &[i64]) -> i128 {
    if shape.contains(&0) {
        return 0;
    }
    shape.iter().fold(1, |count: i128, &length| count.saturating_mul(i128::from(length)))
}

/// The dimensions as lengths. Empty axes do not excuse the others: their product must fit the address space.
fn checked_shape(header: &header::Header) -> Result<Vec<usize>, IoError> {
    if header.shape.len() > MOST_AXES {
        return Err(IoError::value(format!(
            "maximum supported dimension for an ndarray is currently {MOST_AXES}, found {}",
            header.shape.len()
        )));
    }
    let too_big = "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.";
    let mut bytes = header.dtype.size();
    let mut shape = Vec::new();
    for &length in &header.shape {
        let length = usize::try_from(length).map_err(|_| IoError::value("negative dimensions are not allowed"))?;
        bytes =
            bytes.checked_mul(length.max(1)).filter(|&b| isize::try_from(b).is_ok()).ok_or(IoError::value(too_big))?;
        shape.push(length);
    }
    Ok(shape)
}

fn finish(header: header::Header, shape: Vec<usize>, mut bytes: Vec<u8>) -> Result<RawArray, IoError> {
    if header.swapped {
        elements::swap_bytes(header.dtype, &mut bytes);
    }
    if header.dtype == Dtype::Bool {
        bytes.iter_mut().for_each(|byte| *byte = u8::from(*byte != 0));
    }
    let array = RawArray { dtype: header.dtype, shape, fortran_order: header.fortran_order, bytes };
    Ok(RawArray { fortran_order: !array.is_c_contiguous(), ..array })
}

/// `np.save`: adds `.npy` to a path that does not end so.
///
/// # Errors
/// What the system says.
pub fn save(path: &str, array: &RawArray) -> Result<(), IoError> {
    let path = with_suffix(path, ".npy");
    let file = File::create(&path).map_err(|error| IoError::os(&error, &path))?;
    let mut writer = BufWriter::new(file);
    let written = write(&mut writer, array).and_then(|()| writer.flush());
    written.map_err(|error| IoError::os(&error, &path))
}

/// The path with the suffix that NumPy insists on.
pub(super) fn with_suffix(path: &str, suffix: &str) -> String {
    if path.ends_with(suffix) { path.to_owned() } else { format!("{path}{suffix}") }
}

/// Writes what `np.save` writes.
pub(super) fn write(writer: &mut dyn Write, array: &RawArray) -> std::io::Result<()> {
    writer.write_all(&header_bytes(array))?;
    writer.write_all(&array.bytes)
}

fn header_bytes(array: &RawArray) -> Vec<u8> {
    let fortran_order = !array.is_c_contiguous();
    let mut text = format!(
        "{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}",
        header::descr(array.dtype),
        if fortran_order { "True" } else { "False" },
        shape_text(&array.shape)
    );
    let growing = if fortran_order { array.shape.last() } else { array.shape.first() };
    if let Some(length) = growing {
        text.push_str(&" ".repeat(GROWTH_DIGITS.saturating_sub(length.to_string().len())));
    }
    // Magic, version and length take ten bytes, the newline one.
    let padding = ALIGNMENT - (10 + text.len() + 1) % ALIGNMENT;
    let length = (text.len() + 1 + padding) as u16;
    let mut bytes = MAGIC.to_vec();
    bytes.extend([1, 0]);
    bytes.extend(length.to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.resize(bytes.len() + padding, b' ');
    bytes.push(b'\n');
    bytes
}
