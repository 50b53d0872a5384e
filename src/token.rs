//! Secrets that we make ourselves: a case's key, a subscriber's token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 144 bits, so that nobody guesses one in the life of the house.
const BYTES: usize = 18;

/// A fresh secret that may stand in a URL.
///
/// # Errors
/// Where the machine has no randomness to give.
pub fn fresh() -> Result<String, getrandom::Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_are_the_same() {
        let token = super::fresh().expect("randomness");
        assert_eq!(token.len(), 24);
        assert_ne!(token, super::fresh().expect("randomness"));
    }
}
