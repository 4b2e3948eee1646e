//! Typed indices: a `u32` that says what it points at, and the vector it points into.
//!
//! In: values. Out: ids that stay valid for the life of the arena. Not here: removal (nothing in a
//! compiler is ever taken out again) and iteration in any order but that of insertion.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A typed index, made by the `id!` macro.
pub trait Id: Copy + Eq {
    /// The id of the `index`-th value.
    fn from_index(index: usize) -> Self;
    /// Where in its arena the value stands.
    fn index(self) -> usize;
}

/// Declares a `u32` newtype that implements [`Id`].
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl $crate::base::Id for $name {
            fn from_index(index: usize) -> Self {
                // Files are capped at 4 MiB, so no arena comes near 2^32 values.
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use id;

/// A growing list of `T`, indexed by `I` alone.
///
/// It has no `Deref` to a slice on purpose: a plain `usize` would then index it, and the type of the
/// id would guard nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arena<I, T> {
    values: Vec<T>,
    ids: PhantomData<I>,
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Arena { values: Vec::new(), ids: PhantomData }
    }
}

impl<I: Id, T> Arena<I, T> {
    /// An arena without values.
    pub fn new() -> Self {
        Arena::default()
    }

    /// Adds a value and returns its id.
    pub fn push(&mut self, value: T) -> I {
        let id = self.next_id();
        self.values.push(value);
        id
    }

    /// The id that the next [`push`](Arena::push) will return.
    pub fn next_id(&self) -> I {
        I::from_index(self.values.len())
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of `id`, if the arena has one.
    pub fn get(&self, id: I) -> Option<&T> {
        self.values.get(id.index())
    }

    /// All ids, in order of insertion.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.values.len()).map(I::from_index)
    }

    /// All values with their ids, in order of insertion.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.values.iter().enumerate().map(|(index, value)| (I::from_index(index), value))
    }

    /// All values, in order of insertion.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.values.iter()
    }
}

impl<I: Id, T> Index<I> for Arena<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.values[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Arena<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.values[id.index()]
    }
}

impl<I: Id, T> FromIterator<T> for Arena<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(values: S) -> Self {
        Arena { values: values.into_iter().collect(), ids: PhantomData }
    }
}
