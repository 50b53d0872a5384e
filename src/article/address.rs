//! Addresses of mail, judged once: whoever writes to one and whoever is to be written to ask the same.

use lettre::Address;
use url::Host;

/// Reads an address, its domain in ASCII.
///
/// # Errors
/// Which rule it breaks: no letter could be addressed so.
pub fn mail_address(written: &str) -> Result<Address, &'static str> {
    let (local, domain) = written.trim().rsplit_once('@').ok_or("it has no @")?;
    if !local.bytes().all(|b| b.is_ascii_graphic()) {
        // RFC 6531 allows it; but a server that does not would send it back.
        return Err("what stands before the @ is not ASCII");
    }
    match Host::parse(domain) {
        Ok(Host::Domain(ascii)) if ascii.contains('.') || ascii == "localhost" => {
            Address::new(local, ascii).map_err(|_| "it is not formed as RFC 5321 asks")
        }
        _ => Err("what stands after the @ is no domain"),
    }
}
