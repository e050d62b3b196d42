//! The reference: what `numjit doc` says of each builtin, and how much of NumPy there is.
//!
//! Input: the table. Output: [`Entry`]s and [`Coverage`] lines, as plain data.
//! Never: how they are shown.

use super::library::{self, Extension};
use super::members::is_member;
use super::{Builtin, Lower, Rule, host, ids, lookup, row};
use crate::types::{BuiltinId, Dtype};

/// What is said of one builtin.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its canonical path: `numpy.clip`.
    pub path: &'static str,
    /// As a script writes it: `np.clip(a, a_min, a_max)`.
    pub call: String,
    /// Other paths of the same thing.
    pub aliases: &'static [&'static str],
    /// What it does.
    pub doc: &'static str,
    /// How it differs from NumPy and Numba; empty: it does not.
    pub deviations: &'static str,
    /// Where scripts can use it.
    pub zones: &'static str,
    /// The dtypes of its operands, where the table lists them.
    pub dtypes: Option<String>,
    /// What to do instead where compiled functions do not have it.
    pub hint: Option<&'static str>,
}

/// How much there is of a group of NumPy's functions.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The group's name.
    pub title: &'static str,
    /// Its functions that both zones have.
    pub in_both: usize,
    /// Those of the host zone alone.
    pub host_only: Vec<&'static str>,
    /// Those of compiled functions alone.
    pub compiled_only: Vec<&'static str>,
    /// Those that neither zone has.
    pub missing: Vec<&'static str>,
    /// All.
    pub total: usize,
}

/// Is it for scripts, not only for what numjit's own modules are made of?
fn is_public(row: &Builtin) -> bool {
    let is_inner = row.name().starts_with('_') && !row.name().starts_with("__");
    !is_inner && !super::is_intrinsic(row)
}

/// Every builtin that scripts can name, sorted by path.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let rows = ids().filter(|&id| is_public(row(id))).map(entry);
    let mut entries: Vec<Entry> = rows.chain(library::documented().iter().map(extension)).collect();
    entries.sort_by_key(|entry| (entry.path.split('.').count() > 1, entry.path));
    entries
}

/// The entries that a name means: a path, an alias, a last part (`clip`), a module or kind of value (`numpy.linalg`, `list`).
#[must_use]
pub fn find(name: &str) -> Vec<Entry> {
    let full = match name.strip_prefix("np.") {
        Some(rest) => format!("numpy.{rest}"),
        None => name.to_string(),
    };
    let all = entries();
    let exact = |entry: &&Entry| entry.path == full || entry.aliases.contains(&full.as_str());
    let last = |entry: &&Entry| entry.path.rsplit('.').next() == Some(full.as_str());
    let inside = |entry: &&Entry| entry.path.strip_prefix(full.as_str()).is_some_and(|rest| rest.starts_with('.'));
    let found: Vec<Entry> = all.iter().filter(exact).cloned().collect();
    let within: Vec<Entry> = all.iter().filter(inside).cloned().collect();
    match (found.is_empty(), within.is_empty()) {
        (true, true) => all.iter().filter(last).cloned().collect(),
        _ => found.into_iter().chain(within).collect(),
    }
}

/// The names that [`find`] takes, for "did you mean".
pub fn names() -> impl Iterator<Item = &'static str> {
    let rows = ids().map(row).filter(|row| is_public(row)).flat_map(|row| [row.path, row.name()]);
    rows.chain(library::documented().iter().flat_map(|it| [it.path.as_str(), last_part(&it.path)]))
}

fn last_part(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// What is said of a name that a module of the library adds to one of the table.
fn extension(it: &'static Extension) -> Entry {
    let name = it.path.strip_prefix("numpy.").map_or_else(|| it.path.clone(), |rest| format!("np.{rest}"));
    Entry {
        path: &it.path,
        call: it.signature.map_or_else(|| name.clone(), |signature| format!("{name}({signature})")),
        aliases: &[],
        doc: it.doc,
        deviations: "",
        zones: "host zone",
        dtypes: None,
        hint: Some("call it at module level and pass the result in"),
    }
}

fn entry(id: BuiltinId) -> Entry {
    let row = row(id);
    let signature = host::host(id).map_or(row.signature, |host| host.signature);
    let signature = if row.signature.is_empty() { signature } else { row.signature };
    let name = if is_member(row) { format!(".{}", row.name()) } else { row.display_name() };
    let callable = !matches!(row.typing, Rule::Constant(_) | Rule::Dtype(_) | Rule::Class(_) | Rule::Exception(_));
    let call = match signature {
        super::signature::ATTRIBUTE => name,
        "" if !callable => name,
        "*args, **kwargs" => format!("@{name}(..)"),
        signature => format!("{name}({signature})"),
    };
    let hint = match row.typing {
        Rule::HostOnly(hint) => Some(hint),
        _ => None,
    };
    Entry {
        path: row.path,
        call,
        aliases: row.aliases,
        doc: row.doc,
        deviations: row.deviations,
        zones: zones(id),
        dtypes: dtypes(row),
        hint,
    }
}

fn zones(id: BuiltinId) -> &'static str {
    match (is_compiled(id), is_hosted(id)) {
        (true, false) => "compiled functions",
        (false, _) => "host zone",
        (true, true) => "both zones",
    }
}

fn is_compiled(id: BuiltinId) -> bool {
    !matches!(row(id).typing, Rule::HostOnly(_))
}

fn is_hosted(id: BuiltinId) -> bool {
    let row = row(id);
    let shared = matches!(row.typing, Rule::Constant(_) | Rule::Dtype(_) | Rule::Class(_) | Rule::Exception(_));
    let compiled_for_host =
        matches!(row.lower, Lower::Source(_) | Lower::Unary(_) | Lower::Binary(_) | Lower::Compare(_));
    shared || compiled_for_host || host::host(id).is_some()
}

fn dtypes(row: &Builtin) -> Option<String> {
    let listed = |dtypes: &[Dtype]| dtypes.iter().map(Dtype::to_string).collect::<Vec<_>>().join(" ");
    match &row.typing {
        Rule::Elementwise(family) | Rule::CasesOr(_, family) => Some(listed(family.dtypes())),
        Rule::Cases(cases) => {
            let mut all: Vec<Dtype> = cases.iter().map(|case| case.operands[0]).collect();
            all.dedup();
            Some(format!("numbers, as {}", listed(&all)))
        }
        _ => None,
    }
}

// --- coverage --------------------------------------------------------------------------------------------------------

/// Groups of NumPy's functions; what stands under `array` is a method or an attribute.
const GROUPS: &[(&str, &str)] = &[
    (
        "creation",
        "numpy.zeros numpy.ones numpy.empty numpy.full numpy.zeros_like numpy.ones_like numpy.empty_like numpy.full_like \
         numpy.arange numpy.linspace numpy.logspace numpy.geomspace numpy.array numpy.eye numpy.identity numpy.copy \
         numpy.asarray numpy.asanyarray numpy.ascontiguousarray numpy.asfortranarray numpy.fromfunction numpy.fromiter \
         numpy.indices numpy.mgrid numpy.ogrid numpy.r_ numpy.c_",
    ),
    (
        "attributes",
        "array.shape array.ndim array.size array.dtype array.T array.strides array.itemsize array.nbytes array.flat \
         array.real array.imag",
    ),
    (
        "element-wise functions",
        "numpy.add numpy.subtract numpy.multiply numpy.divide numpy.true_divide numpy.floor_divide numpy.remainder \
         numpy.mod numpy.fmod numpy.divmod numpy.power numpy.float_power numpy.negative numpy.positive numpy.absolute \
         numpy.fabs numpy.sign numpy.reciprocal numpy.square numpy.sqrt numpy.cbrt numpy.exp numpy.exp2 numpy.expm1 \
         numpy.log numpy.log2 numpy.log10 numpy.log1p numpy.logaddexp numpy.logaddexp2 numpy.sin numpy.cos numpy.tan \
         numpy.arcsin numpy.arccos numpy.arctan numpy.arctan2 numpy.hypot numpy.sinh numpy.cosh numpy.tanh \
         numpy.arcsinh numpy.arccosh numpy.arctanh numpy.deg2rad numpy.rad2deg numpy.degrees numpy.radians numpy.floor \
         numpy.ceil numpy.trunc numpy.rint numpy.round numpy.maximum numpy.minimum numpy.fmax numpy.fmin numpy.isnan \
         numpy.isinf numpy.isfinite numpy.signbit numpy.copysign numpy.nextafter numpy.spacing numpy.ldexp numpy.equal \
         numpy.not_equal numpy.less numpy.less_equal numpy.greater numpy.greater_equal numpy.logical_and \
         numpy.logical_or numpy.logical_xor numpy.logical_not numpy.bitwise_and numpy.bitwise_or numpy.bitwise_xor \
         numpy.invert numpy.left_shift numpy.right_shift numpy.gcd numpy.lcm numpy.conj numpy.conjugate numpy.angle \
         numpy.real numpy.imag numpy.heaviside numpy.sinc numpy.nan_to_num",
    ),
    (
        "reductions",
        "numpy.sum numpy.prod numpy.min numpy.max numpy.amin numpy.amax numpy.mean numpy.var numpy.std numpy.argmin \
         numpy.argmax numpy.any numpy.all numpy.cumsum numpy.cumprod numpy.ptp numpy.median numpy.percentile \
         numpy.quantile numpy.average numpy.count_nonzero numpy.nansum numpy.nanprod numpy.nanmin numpy.nanmax \
         numpy.nanmean numpy.nanvar numpy.nanstd numpy.nanmedian numpy.nanpercentile numpy.nanquantile \
         numpy.nanargmin numpy.nanargmax numpy.nancumsum numpy.nancumprod",
    ),
    (
        "shape",
        "numpy.reshape numpy.ravel array.flatten numpy.transpose numpy.concatenate numpy.stack numpy.vstack numpy.hstack \
         numpy.dstack numpy.column_stack numpy.split numpy.array_split numpy.hsplit numpy.vsplit numpy.dsplit \
         numpy.roll numpy.flip numpy.fliplr numpy.flipud numpy.rot90 numpy.repeat numpy.tile numpy.expand_dims \
         numpy.squeeze numpy.swapaxes numpy.moveaxis numpy.rollaxis numpy.broadcast_to numpy.broadcast_arrays \
         numpy.atleast_1d numpy.atleast_2d numpy.atleast_3d numpy.append numpy.delete numpy.insert numpy.resize \
         numpy.block numpy.unstack numpy.permute_dims numpy.matrix_transpose numpy.row_stack",
    ),
    (
        "search and sort",
        "numpy.where numpy.sort numpy.argsort numpy.searchsorted numpy.unique numpy.nonzero numpy.flatnonzero \
         numpy.argwhere numpy.bincount numpy.histogram numpy.digitize numpy.diff numpy.ediff1d numpy.clip numpy.isin \
         numpy.in1d numpy.partition numpy.argpartition numpy.interp numpy.cov numpy.corrcoef numpy.triu numpy.tril \
         numpy.tri numpy.triu_indices numpy.tril_indices numpy.diag numpy.diagonal numpy.diagflat numpy.fill_diagonal \
         numpy.outer numpy.kron numpy.trace numpy.take numpy.take_along_axis numpy.put numpy.select numpy.extract \
         numpy.intersect1d numpy.union1d numpy.setdiff1d numpy.setxor1d numpy.convolve numpy.correlate numpy.cross \
         numpy.trapezoid numpy.vander numpy.array_equal numpy.allclose numpy.isclose numpy.unwrap numpy.trim_zeros",
    ),
    (
        "linear algebra",
        "numpy.dot numpy.vdot numpy.inner numpy.outer numpy.matmul numpy.linalg.cholesky numpy.linalg.cond \
         numpy.linalg.det numpy.linalg.eig numpy.linalg.eigh numpy.linalg.eigvals numpy.linalg.eigvalsh \
         numpy.linalg.inv numpy.linalg.lstsq numpy.linalg.matrix_power numpy.linalg.matrix_rank numpy.linalg.norm \
         numpy.linalg.pinv numpy.linalg.qr numpy.linalg.slogdet numpy.linalg.solve numpy.linalg.svd \
         numpy.linalg.multi_dot numpy.linalg.matrix_norm numpy.linalg.vector_norm numpy.linalg.tensorinv \
         numpy.linalg.tensorsolve",
    ),
    (
        "polynomials",
        "numpy.polyfit numpy.polyval numpy.poly1d numpy.poly numpy.roots numpy.polyadd numpy.polysub numpy.polymul \
         numpy.polydiv numpy.polyder numpy.polyint",
    ),
    (
        "functions over arrays",
        "numpy.apply_along_axis numpy.apply_over_axes numpy.piecewise numpy.vectorize numpy.histogram2d numpy.histogramdd",
    ),
    ("bits", "numpy.packbits numpy.unpackbits numpy.bitwise_count numpy.binary_repr numpy.base_repr"),
    (
        "random",
        "numpy.random.seed numpy.random.rand numpy.random.randn numpy.random.random numpy.random.random_sample \
         numpy.random.randint numpy.random.normal numpy.random.standard_normal numpy.random.uniform \
         numpy.random.exponential numpy.random.standard_exponential numpy.random.gamma numpy.random.beta \
         numpy.random.poisson numpy.random.binomial numpy.random.choice numpy.random.permutation \
         numpy.random.shuffle numpy.random.default_rng",
    ),
    (
        "beyond Numba",
        "numpy.fft.fft numpy.fft.ifft numpy.fft.rfft numpy.fft.irfft numpy.fft.fft2 numpy.fft.fftfreq numpy.fft.fftshift \
         numpy.einsum numpy.tensordot numpy.meshgrid numpy.pad numpy.gradient numpy.polyfit numpy.polyval numpy.ix_ \
         numpy.lexsort array.tolist",
    ),
];

/// How much of each group there is.
#[must_use]
pub fn coverage() -> Vec<Coverage> {
    GROUPS.iter().map(|(title, items)| covered(title, items)).collect()
}

fn covered(title: &'static str, items: &'static str) -> Coverage {
    let mut group = Coverage { title, in_both: 0, host_only: vec![], compiled_only: vec![], missing: vec![], total: 0 };
    for path in items.split_whitespace() {
        group.total += 1;
        let short = path.strip_prefix("numpy.").unwrap_or(path);
        match lookup(path).map(|id| (is_compiled(id), is_hosted(id))) {
            Some((true, true)) => group.in_both += 1,
            Some((true, false)) => group.compiled_only.push(short),
            Some((false, _)) => group.host_only.push(short),
            None if library::documented().iter().any(|it| it.path == path) => group.host_only.push(short),
            None => group.missing.push(short),
        }
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_entries() {
        assert_eq!(find("np.zeros")[0].path, "numpy.zeros");
        assert_eq!(find("numpy.absolute")[0].path, find("numpy.abs")[0].path);
        assert!(find("list").iter().any(|entry| entry.path == "list.append"));
        assert_eq!(find("np.block")[0].call, "np.block(arrays)");
        assert!(entries().iter().all(|entry| !entry.doc.is_empty()), "an entry says nothing");
        assert!(find("no_such_thing").is_empty());
    }

    #[test]
    fn groups_add_up() {
        for group in coverage() {
            let parts = group.in_both + group.host_only.len() + group.compiled_only.len() + group.missing.len();
            assert_eq!(parts, group.total, "{}", group.title);
        }
    }
}
