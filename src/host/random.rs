//! Generators of random numbers as values.
//!
//! Input: generators of the runtime. Output: [`Random`], the object that a script holds; a run's global generators.
//! Never: methods (`numpy::random`, `functions::random`).

use super::object::Tag;
use super::value::lock;
use crate::builtins::host::Receiver;
use crate::runtime::array::Array;
use crate::runtime::random::legacy::RandomState;
use crate::runtime::random::seed_sequence::SeedSequence;
use crate::runtime::random::shared::SharedGenerator;
use crate::runtime::random::{Source, python};
use std::sync::{Arc, Mutex, OnceLock};

/// An object that draws random numbers, or seeds what does.
pub enum Random {
    /// `np.random.Generator`
    Generator(Arc<Generator>),
    /// `np.random.PCG64`: the source of a generator's bits.
    BitGenerator(Arc<Generator>),
    /// `np.random.RandomState`
    State(Mutex<RandomState>),
    /// `random.Random`
    Python(Mutex<python::Random>),
    /// `np.random.SeedSequence`
    Sequence(Mutex<SeedSequence>),
}

/// A generator over PCG64; its state lies in an array that compiled code draws from too.
pub struct Generator {
    /// The state.
    pub shared: SharedGenerator,
    /// What it was seeded by.
    pub seeds: Mutex<SeedSequence>,
    /// Held while the host zone draws.
    drawing: Mutex<()>,
}

impl Generator {
    /// Over a state.
    #[must_use]
    pub fn new(shared: SharedGenerator, seeds: SeedSequence) -> Arc<Self> {
        Arc::new(Self { shared, seeds: Mutex::new(seeds), drawing: Mutex::new(()) })
    }
}

impl Random {
    /// Draws from it; none: it only seeds.
    pub(super) fn draw<T>(&self, draw: impl FnOnce(&mut dyn Source) -> T) -> Option<T> {
        match self {
            Random::Generator(generator) => {
                let _drawing = lock(&generator.drawing);
                Some(generator.shared.with(|own| draw(own)))
            }
            Random::State(state) => Some(draw(&mut *lock(state))),
            Random::BitGenerator(_) | Random::Python(_) | Random::Sequence(_) => None,
        }
    }

    /// The generator over PCG64 that it is.
    #[must_use]
    pub fn generator(&self) -> Option<&Generator> {
        match self {
            Random::Generator(own) => Some(own),
            _ => None,
        }
    }

    /// A generator over a state that compiled code made; its children are seeded by the system.
    #[must_use]
    pub fn of_state(state: Array) -> Option<Random> {
        let shared = SharedGenerator::of_array(state)?;
        Some(Random::Generator(Generator::new(shared, SeedSequence::of_system())))
    }

    /// As NumPy prints it: with the name of its bits.
    pub(super) fn display(&self) -> Option<&'static str> {
        match self {
            Random::Generator(_) => Some("Generator(PCG64)"),
            Random::State(_) => Some("RandomState(MT19937)"),
            _ => None,
        }
    }

    /// Its class.
    pub(super) fn tag(&self) -> Tag {
        match self {
            Random::Generator(_) => Tag::RandomGenerator,
            Random::BitGenerator(_) => Tag::BitGenerator,
            Random::State(_) => Tag::RandomState,
            Random::Python(_) => Tag::PythonRandom,
            Random::Sequence(_) => Tag::SeedSequence,
        }
    }
}

/// Whose members an object of a class has.
pub(super) fn receiver(tag: Tag) -> Option<Receiver> {
    Some(match tag {
        Tag::RandomGenerator => Receiver::Rng,
        Tag::RandomState => Receiver::RandomState,
        Tag::PythonRandom => Receiver::PythonRandom,
        Tag::SeedSequence => Receiver::SeedSequence,
        _ => return None,
    })
}

/// The generators behind the functions of the modules; seeded by the system until a script seeds them.
#[derive(Default)]
pub(super) struct Globals {
    numpy: OnceLock<Arc<Random>>,
    python: OnceLock<Arc<Random>>,
}

impl Globals {
    /// That of `numpy.random`.
    pub fn numpy(&self) -> &Arc<Random> {
        self.numpy.get_or_init(|| Arc::new(Random::State(Mutex::new(RandomState::of_system()))))
    }

    /// That of `random`.
    pub fn python(&self) -> &Arc<Random> {
        self.python.get_or_init(|| Arc::new(Random::Python(Mutex::new(python::Random::of_system()))))
    }
}
