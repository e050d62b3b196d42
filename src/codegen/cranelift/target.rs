//! Where machine code goes: into memory of this process, or into an object file that a linker reads.
//!
//! Input: functions and constants of one emission. Output: [`Code`](super::Code) or an [`ObjectFile`]. Never: two ways to
//! build a function: what differs is how constants outside of it are named, and for which processor it is.

use super::ObjectFile;
use super::isa;
use crate::codegen::Level;
use crate::ir::InstanceId;
use crate::runtime::array::{Array, Order};
use crate::runtime::helpers::Helper;
use crate::runtime::memory::{self, Block};
use crate::runtime::strings::{LEN_BYTES_OFFSET, N_CHARS_OFFSET, PTR_OFFSET, Str, StrRef};
use crate::types::Layout;
use cranelift_codegen::ir::Signature;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_jit::JITModule;
use cranelift_module::{DataDescription, DataId, FuncId, Linkage, Module};
use cranelift_object::{ObjectBuilder, ObjectModule};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Where machine code goes.
pub(super) enum Target {
    Memory(Box<Memory>),
    Object(Box<Object>),
}

/// Memory of this process.
pub(super) struct Memory {
    pub module: JITModule,
    pub constants: Constants,
}

/// What code in memory points to.
#[derive(Default)]
pub(super) struct Constants {
    strings: Vec<StrRef>,
    arrays: Vec<Array>,
}

/// An object file in the making.
pub(super) struct Object {
    module: ObjectModule,
    /// The symbols of functions that are called from outside.
    symbols: FxHashMap<InstanceId, String>,
    /// By their places in the table.
    helpers: BTreeMap<usize, Helper>,
    /// Captured arrays that are in the file already.
    arrays: FxHashMap<u32, DataId>,
}

/// Something outside of a function that it points to.
#[derive(Clone, Copy)]
pub(super) enum Pointed {
    /// An address of this process.
    Address(usize),
    /// A piece of the object file.
    Data(DataId),
    /// Nothing.
    Null,
}

impl Target {
    pub(super) fn memory(module: JITModule) -> Target {
        Target::Memory(Box::new(Memory { module, constants: Constants::default() }))
    }

    pub(super) fn object(level: Level, symbols: FxHashMap<InstanceId, String>) -> Target {
        let builder = ObjectBuilder::new(isa::object_isa(level), "kernels", cranelift_module::default_libcall_names());
        let builder = builder.unwrap_or_else(|e| crate::ice!("no object files for this machine: {e}"));
        let module = ObjectModule::new(builder);
        Target::Object(Box::new(Object { module, symbols, helpers: BTreeMap::new(), arrays: FxHashMap::default() }))
    }

    /// Cranelift's view.
    pub(super) fn module(&mut self) -> &mut dyn Module {
        match self {
            Target::Memory(memory) => &mut memory.module,
            Target::Object(object) => &mut object.module,
        }
    }

    /// The ISA for a function of so many instructions; none: the module's.
    pub(super) fn huge_isa(&self, instructions: usize) -> Option<OwnedTargetIsa> {
        match self {
            Target::Memory(_) => isa::huge_isa(instructions),
            Target::Object(_) => None,
        }
    }

    /// A function that is called from outside, by its symbol where it has one.
    pub(super) fn declare_entry(&mut self, instance: InstanceId, signature: &Signature) -> FuncId {
        if let Target::Object(object) = self
            && let Some(symbol) = object.symbols.get(&instance)
        {
            let declared = object.module.declare_function(symbol, Linkage::Hidden, signature);
            return declared.unwrap_or_else(|e| crate::ice!("declaring {symbol}: {e}"));
        }
        super::module::declare_anonymous(self.module(), signature)
    }

    /// Notes that code calls a helper.
    pub(super) fn note_helper(&mut self, helper: Helper) {
        if let Target::Object(object) = self {
            object.helpers.insert(helper as usize, helper);
        }
    }

    /// A string constant's object.
    pub(super) fn string(&mut self, text: &str) -> Pointed {
        match self {
            Target::Memory(memory) => {
                let Some(string) = StrRef::new(None, text) else { crate::ice!("no memory for a string constant") };
                let address = string.as_ptr() as usize;
                memory.constants.strings.push(string);
                Pointed::Address(address)
            }
            Target::Object(object) => Pointed::Data(object.string(text)),
        }
    }

    /// Data and owner of a captured array, then the words of its shape and strides. In an object file it lies without gaps,
    /// and has no owner: its memory is never freed.
    pub(super) fn array(&mut self, index: u32, array: &Array) -> ([Pointed; 2], Vec<u64>) {
        match self {
            Target::Memory(memory) => {
                let words = array.to_words();
                memory.constants.arrays.push(array.clone());
                ([Pointed::Address(words[0] as usize), Pointed::Address(words[1] as usize)], words[2..].to_vec())
            }
            Target::Object(object) => {
                let packed = packed(array);
                ([Pointed::Data(object.array(index, &packed)), Pointed::Null], packed.to_words()[2..].to_vec())
            }
        }
    }
}

impl Object {
    /// A string as the runtime lays it out: a block that is never counted, lengths, the bytes' address, the bytes.
    fn string(&mut self, text: &str) -> DataId {
        let header = size_of::<Str>();
        let mut bytes = vec![0u8; header];
        let mut put = |offset: usize, value: usize| bytes[offset..offset + 8].copy_from_slice(&value.to_le_bytes());
        put(memory::REFCOUNT_OFFSET, memory::IMMORTAL);
        put(memory::SIZE_OFFSET, header - size_of::<Block>() + text.len());
        put(LEN_BYTES_OFFSET, text.len());
        put(N_CHARS_OFFSET, text.chars().count());
        bytes.extend_from_slice(text.as_bytes());
        let id = self.declare_data();
        let mut data = described(bytes);
        let own = self.module.declare_data_in_data(id, &mut data);
        data.write_data_addr(PTR_OFFSET as u32, own, header as i64);
        data.write_data_addr(memory::DATA_OFFSET as u32, own, size_of::<Block>() as i64);
        self.define_data(id, &data);
        id
    }

    /// The elements of an array without gaps, in the order in which they lie.
    fn array(&mut self, index: u32, array: &Array) -> DataId {
        if let Some(&known) = self.arrays.get(&index) {
            return known;
        }
        let ordered = if array.layout() == Layout::F { array.transpose() } else { array.clone() };
        let bytes = ordered.to_bytes().unwrap_or_else(|_| crate::ice!("no memory for a constant array"));
        let id = self.declare_data();
        self.define_data(id, &described(bytes));
        self.arrays.insert(index, id);
        id
    }

    fn declare_data(&mut self) -> DataId {
        // Addresses in it are filled in when the library is loaded.
        self.module.declare_anonymous_data(true, false).unwrap_or_else(|e| crate::ice!("declaring data: {e}"))
    }

    fn define_data(&mut self, id: DataId, data: &DataDescription) {
        if let Err(error) = self.module.define_data(id, data) {
            crate::ice!("placing data: {error}");
        }
    }

    /// The file.
    pub(super) fn finish(self) -> ObjectFile {
        let bytes = self.module.finish().emit();
        let bytes = bytes.unwrap_or_else(|error| crate::ice!("writing an object file: {error}"));
        ObjectFile { bytes, helpers: self.helpers.into_values().collect() }
    }
}

/// A copy without gaps, of the same layout as far as code knows it.
fn packed(array: &Array) -> Array {
    let order = if array.layout() == Layout::F { Order::F } else { Order::C };
    array.copy(order).unwrap_or_else(|_| crate::ice!("no memory for a constant array"))
}

/// Bytes on a cache line of their own.
fn described(mut bytes: Vec<u8>) -> DataDescription {
    if bytes.is_empty() {
        bytes.push(0);
    }
    let mut data = DataDescription::new();
    data.define(bytes.into_boxed_slice());
    data.set_align(64);
    data
}
