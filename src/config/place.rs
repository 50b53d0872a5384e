//! Addresses and places as an operator writes them: each becomes what the rest of the house
//! uses, or one sentence that says what it should have been.

use std::path::{Component, Path, PathBuf};

use url::{Host, Url};

use super::{Secret, Store};

/// `host:port`.
pub(super) fn listen(text: &str) -> Result<String, String> {
    let fine = text.rsplit_once(':').is_some_and(|(host, port)| {
        port.parse::<u16>().is_ok() && !host.is_empty() && Host::parse(host).is_ok()
    });
    if fine {
        Ok(text.to_owned())
    } else {
        Err("must be host:port, such as 127.0.0.1:8080 or [::]:8080".into())
    }
}

/// The public address, without a slash at its end.
pub(super) fn base_url(text: &str) -> Result<String, String> {
    let wrong = "must be the public address, such as https://news.example";
    let url = Url::parse(text).map_err(|error| format!("{wrong}: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong.into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must hold no user and no password: everybody sees it".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must end with its path: no `?` and no `#`".into());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Where the state lies; a server's `password` is put into its address.
pub(super) fn store(text: &str, root: &Path, password: Option<Secret>) -> Result<Store, String> {
    if let Some(path) = text.strip_prefix("sqlite:") {
        if path.is_empty() || path.contains(['?', '#']) {
            return Err("must name a file alone, such as sqlite:var/masthead.db".into());
        }
        return match password {
            Some(_) => Err("SQLite knows no password: drop store.password_file".into()),
            None => Ok(Store::Sqlite(below(root, path))),
        };
    }
    if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
        return Err("must be sqlite:FILE or postgres://USER@HOST/DATABASE".into());
    }
    let mut url = Url::parse(text).map_err(|error| format!("is no address: {error}"))?;
    let named = url.query_pairs().any(|(key, _)| key == "password");
    if url.password().is_some() || named {
        return Err(
            "must hold no password: name its file in store.password_file, or set MASTHEAD_STORE_PASSWORD"
                .into(),
        );
    }
    if let Some(Secret(password)) = password {
        url.query_pairs_mut().append_pair("password", &password);
    }
    Ok(Store::Postgres(Secret(url.into())))
}

/// What is nobody's to read but ours, and a web root may neither hold nor lie in.
const PRIVATE: [&str; 4] = ["config", "inbox", "var", "outbox/mail"];

/// The web root.
pub(super) fn outbox(text: &str, root: &Path) -> Result<PathBuf, String> {
    match text.strip_prefix("file:") {
        Some(path) if !path.is_empty() => {
            let www = below(root, path);
            let (plain, root) = (lexical(&www), lexical(root));
            let private = PRIVATE.iter().find(|folder| {
                let folder = root.join(folder);
                folder.starts_with(&plain) || plain.starts_with(&folder)
            });
            match private {
                Some(folder) => Err(format!(
                    "must be a folder of its own, such as file:outbox/www: everybody could read {folder}/ there"
                )),
                None => Ok(www),
            }
        }
        _ if text.starts_with("s3:") => {
            Err("object stores are not yet built: use file:outbox/www".into())
        }
        _ => Err("must be file:FOLDER, such as file:outbox/www".into()),
    }
}

/// A host's name as it stands in an address: lower case, ASCII.
pub(super) fn domain(text: &str) -> Result<String, String> {
    match Host::parse(text) {
        Ok(Host::Domain(name)) => Ok(name),
        _ => Err("must be a host's name, such as news.example".into()),
    }
}

/// A path that may be written `//…` or `///…` after its scheme.
fn below(root: &Path, path: &str) -> PathBuf {
    let path = path.strip_prefix("//").unwrap_or(path);
    root.join(path)
}

/// A path without `.` and `..`, as it is written: what links lead to is not asked.
fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{base_url, domain, listen, outbox, store};
    use crate::config::{Secret, Store};

    #[test]
    fn addresses() {
        for good in ["127.0.0.1:8080", "[::]:80", "localhost:0"] {
            assert_eq!(listen(good).as_deref(), Ok(good));
        }
        for bad in ["8080", ":8080", "127.0.0.1", "127.0.0.1:99999", "a b:80"] {
            assert!(listen(bad).is_err(), "{bad}");
        }
        assert_eq!(
            base_url("https://News.example/").as_deref(),
            Ok("https://news.example")
        );
        assert_eq!(
            base_url("http://a.example/n/").as_deref(),
            Ok("http://a.example/n")
        );
        for bad in [
            "news.example",
            "ftp://a.example",
            "https://u@a.example",
            "https://a.example/?b",
        ] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
        assert_eq!(domain("Henan.例").as_deref(), Ok("henan.xn--fsq"));
        assert!(domain("https://a.example/").is_err() && domain("127.0.0.1").is_err());
    }

    #[test]
    fn places() {
        let root = Path::new("/w");
        let at = |text| match store(text, root, None) {
            Ok(Store::Sqlite(path)) => path.display().to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(at("sqlite:var/m.db"), "/w/var/m.db");
        assert_eq!(at("sqlite:///srv/m.db"), "/srv/m.db");
        assert!(at("sqlite:").contains("must name a file"));
        assert!(at("mysql://a/b").contains("postgres://"));
        assert!(at("postgres://a:b@c/d").contains("store.password_file"));
        let with = store("postgres://a@c/d", root, Some(Secret("p&w".into())));
        assert!(
            matches!(with, Ok(Store::Postgres(Secret(url))) if url == "postgres://a@c/d?password=p%26w")
        );
        assert_eq!(
            outbox("file:outbox/www", root).as_deref(),
            Ok(Path::new("/w/outbox/www"))
        );
        for fine in [
            "file:www",
            "file:/srv/www",
            "file:outbox/./www",
            "file:../www",
        ] {
            assert!(outbox(fine, root).is_ok(), "{fine}");
        }
        for bad in [
            "file:.",
            "file:..",
            "file:/",
            "file:///w/",
            "file:var",
            "file:var/www",
            "file:inbox/../config/x",
            "file:inbox",
            "file:outbox",
            "file:outbox/mail/",
        ] {
            let error = outbox(bad, root).expect_err(bad);
            assert!(error.contains("folder of its own"), "{bad}: {error}");
        }
        assert!(outbox("s3://b/p", root).is_err_and(|error| error.contains("not yet")));
    }
}
