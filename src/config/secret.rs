//! Secrets: named by a file or by the environment, never written into the configuration.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place where the configuration reads a secret's file"
)]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// A text that never shows in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// How the environment is asked, so that a test can answer.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Where systemd puts a service's credentials.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// Reads the secret in the file `name`: from systemd's credentials where it is said to be or is one of
/// them, else below the workspace (or wherever an absolute path leads).
pub(super) fn from_file(root: &Path, name: &str, env: Environment) -> Result<Secret, String> {
    let path = match said_to_be_credential(name) {
        Some(name) => env(CREDENTIALS)
            .map(|folder| Path::new(&folder).join(name))
            .ok_or_else(|| {
                format!(
                    "cannot look for the secret {name:?}: ${CREDENTIALS} is not set; start the daemon by a unit with \
                     LoadCredential=, or name a file"
                )
            })?,
        None => credential(name, env).unwrap_or_else(|| root.join(name)),
    };
    let text = fs::read_to_string(&path)
        .map_err(|error| format!("cannot read the secret in {}: {error}", path.display()))?;
    let text = text.trim_end_matches(['\n', '\r']);
    if text.is_empty() || text.contains(char::is_control) {
        return Err(format!("{} must hold one line, the secret", path.display()));
    }
    Ok(Secret(text.to_owned()))
}

/// Reads the secret in the environment's variable `name`, where there is one.
pub(super) fn from_env(name: &str, env: Environment) -> Option<Secret> {
    let text = env(name)?.into_string().ok()?;
    (!text.is_empty()).then_some(Secret(text))
}

/// The credential that `$CREDENTIALS_DIRECTORY/NAME` asks for.
fn said_to_be_credential(name: &str) -> Option<&str> {
    ["$CREDENTIALS_DIRECTORY/", "${CREDENTIALS_DIRECTORY}/"]
        .into_iter()
        .find_map(|prefix| name.strip_prefix(prefix))
}

fn credential(name: &str, env: Environment) -> Option<PathBuf> {
    // systemd's credentials lie flat in their folder.
    if name.contains('/') {
        return None;
    }
    let path = PathBuf::from(env(CREDENTIALS)?).join(name);
    path.exists().then_some(path)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::fs;

    use super::{Secret, from_env, from_file};

    #[test]
    fn credentials_come_before_the_workspace() {
        let (root, credentials) = (
            tempfile::tempdir().expect("a"),
            tempfile::tempdir().expect("b"),
        );
        fs::write(root.path().join("smtp.password"), "ours\n").expect("written");
        let env = |_: &str| Some(OsString::from(credentials.path()));
        let read = || from_file(root.path(), "smtp.password", &env);
        assert_eq!(read(), Ok(Secret("ours".into())));
        fs::write(credentials.path().join("smtp.password"), "systemd's").expect("written");
        assert_eq!(read(), Ok(Secret("systemd's".into())));
        assert_eq!(format!("{:?}", read().expect("there")), "(secret)");
    }

    #[test]
    fn credentials_may_be_named_as_the_manual_writes_them() {
        let (root, credentials) = (
            tempfile::tempdir().expect("a"),
            tempfile::tempdir().expect("b"),
        );
        fs::write(credentials.path().join("smtp-password"), "systemd's\n").expect("written");
        let env = |name: &str| {
            (name == "CREDENTIALS_DIRECTORY").then(|| OsString::from(credentials.path()))
        };
        for name in [
            "$CREDENTIALS_DIRECTORY/smtp-password",
            "${CREDENTIALS_DIRECTORY}/smtp-password",
        ] {
            let read = from_file(root.path(), name, &env);
            assert_eq!(read, Ok(Secret("systemd's".into())), "{name}");
            let unset = from_file(root.path(), name, &|_| None).expect_err("no such folder");
            assert!(
                unset.contains("$CREDENTIALS_DIRECTORY is not set"),
                "{unset}"
            );
        }
    }

    #[test]
    fn what_is_no_secret_is_told_without_telling_it() {
        let root = tempfile::tempdir().expect("a scratch folder");
        let read = |name| from_file(root.path(), name, &|_| None).expect_err("none");
        assert!(read("absent").contains("absent"));
        fs::write(root.path().join("two"), "one\ntwo\n").expect("written");
        assert!(!read("two").contains("one\n"));
        assert_eq!(from_env("X", &|_| Some(OsString::new())), None);
    }
}
