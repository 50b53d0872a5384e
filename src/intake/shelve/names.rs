//! The names that a file may have on a shelf where its own is taken.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use sha2::{Digest as _, Sha256};

use crate::article::text::hex;

/// The longest name that keeps its length: `.2.yaml.report.json` must fit behind it into 255 bytes.
const LONGEST: usize = 220;

/// The name, then with `.2`, `.3` … before its suffix. A name too long to take these is cut, with a hash of the whole.
pub(super) fn names(name: &OsStr) -> impl Iterator<Item = OsString> {
    let bytes = name.as_bytes();
    // A dot in front is no suffix, nor is one right after nothing.
    let at = bytes
        .iter()
        .rposition(|byte| *byte == b'.')
        .filter(|at| *at > 0 && bytes.len() - at <= 16)
        .unwrap_or(bytes.len());
    let (stem, suffix) = bytes.split_at(at);
    let (stem, suffix) = (short(stem, bytes), suffix.to_vec());
    (1_u32..).map(move |number| {
        let mut name = stem.clone();
        if number > 1 {
            name.extend_from_slice(format!(".{number}").as_bytes());
        }
        name.extend_from_slice(&suffix);
        OsString::from_vec(name)
    })
}

fn short(stem: &[u8], whole: &[u8]) -> Vec<u8> {
    if whole.len() <= LONGEST {
        return stem.to_vec();
    }
    let mut cut = (LONGEST - 32).min(stem.len());
    // Not within a character of UTF-8: its further bytes begin with the bits 10.
    while cut > 0 && stem.get(cut).is_some_and(|byte| byte & 0xC0 == 0x80) {
        cut -= 1;
    }
    let mut short = stem[..cut].to_vec();
    short.push(b'-');
    short.extend_from_slice(hex(&Sha256::digest(whole)[..4]).as_bytes());
    short
}
