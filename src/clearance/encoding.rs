//! What a file that is no UTF-8 seems to be, so that an editor knows what to save anew.

/// An encoding that programs in newsrooms still write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Two bytes a character: "Unicode" in old dialogues.
    Utf16,
    /// GBK or GB 18030: "ANSI" on a Chinese Windows.
    Gbk,
    /// Big5: "ANSI" on a Windows in Taiwan or Hong Kong.
    Big5,
}

/// How much of a file is looked at.
const LOOKED_AT: usize = 1 << 16;

/// What the bytes seem to be.
#[must_use]
pub fn guess(bytes: &[u8]) -> Option<Encoding> {
    let bytes = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = bytes
        .iter()
        .map(|byte| usize::from(*byte == 0))
        .sum::<usize>();
    if bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF])
        || zeros * 5 > bytes.len()
    {
        return Some(Encoding::Utf16);
    }
    double_bytes(bytes)
}

/// Both of the others write a character as a lead byte from 0x81 on and a trail byte. GBK's common characters have a
/// trail byte from 0xA1 on; half of Big5's do not.
fn double_bytes(bytes: &[u8]) -> Option<Encoding> {
    let (mut pairs, mut low) = (0_usize, 0_usize);
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            0..=0x7F => {}
            0x81..=0xFE => match rest.next() {
                Some(0xA1..=0xFE) => pairs += 1,
                Some(0x40..=0x7E | 0x80..=0xA0) => {
                    pairs += 1;
                    low += 1;
                }
                // Four bytes of GB 18030.
                Some(b'0'..=b'9') => {
                    rest.next();
                    rest.next();
                }
                // Where the look ends within a character.
                None => break,
                Some(_) => return None,
            },
            _ => return None,
        }
    }
    match pairs {
        0 => None,
        _ if low * 4 > pairs => Some(Encoding::Big5),
        _ => Some(Encoding::Gbk),
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, guess};

    #[test]
    fn what_a_file_seems_to_be() {
        let utf16: Vec<u8> = "headline: 驻马店"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(guess(&utf16), Some(Encoding::Utf16));
        let marked: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("驻马店".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(guess(&marked), Some(Encoding::Utf16));
        // 驻马店, in GBK; 駐馬店的標題, in Big5.
        assert_eq!(
            guess(b"headline: \xD7\xA4\xC2\xED\xB5\xEA\n"),
            Some(Encoding::Gbk)
        );
        assert_eq!(
            guess(b"headline: \xBEn\xB0\xA8\xA9\xB1\xAA\xBA\xBC\xD0\xC3D\n"),
            Some(Encoding::Big5)
        );
        assert_eq!(guess(b"caf\xE9 au lait\n"), None);
        assert_eq!(guess(b""), None);
    }
}
