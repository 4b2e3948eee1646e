//! Custom sections of a module, found by walking its sections.
//!
//! In: bytes. Out: the contents of the section of a name. Not here: any other section; the engine
//! validates those.

/// What every module in the binary format of version 1 begins with.
pub(super) const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// The contents of the first custom section called `name`; inside, whether there is one. `None` where the sections
/// do not add up to the module: it is cut short.
pub(super) fn custom<'m>(module: &'m [u8], name: &str) -> Option<Option<&'m [u8]>> {
    let mut rest = module.strip_prefix(MAGIC)?;
    let mut found = None;
    while let Some((kind, after)) = rest.split_first() {
        let (body, next) = sized(after)?;
        if *kind == 0 && found.is_none() {
            let (called, contents) = sized(body)?;
            found = (called == name.as_bytes()).then_some(contents);
        }
        rest = next;
    }
    Some(found)
}

/// Bytes with their length in front, and what follows them.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = number(bytes)?;
    rest.split_at_checked(length as usize)
}

/// An unsigned number of up to 32 bits in LEB128, and what follows it.
fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0_u32;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        let bits = u32::from(byte & 0x7F);
        value |= bits.checked_shl(7 * at as u32).filter(|shifted| shifted >> (7 * at) == bits)?;
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}
