//! Every integration test, in one binary.

#[cfg(test)]
mod calendar;
#[cfg(test)]
#[cfg(feature = "compiler")]
mod pattern;
