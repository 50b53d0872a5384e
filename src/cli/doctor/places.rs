//! The folders of the workspace, and the doors to the network.
#![expect(
    clippy::disallowed_methods,
    reason = "the doctor looks at the folders themselves"
)]

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream, ToSocketAddrs};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{Access, access};

use super::findings::Findings;
use crate::config::{Config, Transport};
use crate::workspace::{DROPPED, SHELF, Workspace};

/// How long a mail server may take to answer before it counts as away.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long the daemon may take to look at itself: it gives the database and the inbox three seconds each.
const ANSWER: Duration = Duration::from_secs(10);

/// Whether every folder is there, ours to write, and closed or open as it should be.
pub(super) fn folders(workspace: &Workspace, findings: &mut Findings) {
    let mut missing = Vec::new();
    let mut well = true;
    let owner = fs::metadata(workspace.var()).ok().map(|var| var.uid());
    for (folder, wanted) in workspace.folders() {
        let name = folder
            .strip_prefix(workspace.root())
            .unwrap_or(&folder)
            .display()
            .to_string();
        let Ok(metadata) = fs::symlink_metadata(&folder) else {
            missing.push(name);
            continue;
        };
        if metadata.is_symlink()
            && folder.starts_with(workspace.inbox().join(""))
            && name != "inbox"
        {
            findings.bad(
                "folders",
                format!("{name} is a symbolic link, and is not followed: remove it, and masthead makes the folder"),
            );
            well = false;
            continue;
        }
        let metadata = fs::metadata(&folder).unwrap_or(metadata);
        if access(
            &folder,
            Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK,
        )
        .is_err()
        {
            let owner = metadata.uid();
            findings.bad("folders", format!("{name} cannot be written: it belongs to user {owner}; run as that user, or chown it"));
            well = false;
        }
        let mode = metadata.permissions().mode();
        if wanted == 0o700 && mode & 0o077 != 0 {
            findings.care(
                "folders",
                format!("{name} is open to others: `chmod 700 {}`", folder.display()),
            );
            well = false;
        }
        if matches!(wanted, DROPPED | SHELF) && owner.is_some_and(|owner| owner != metadata.uid()) {
            findings.bad(
                "folders",
                format!("{name} does not belong to the user that var belongs to, so that the daemon cannot keep it: `chown --reference={} {}`",
                    workspace.var().display(), folder.display()),
            );
            well = false;
        }
        if let Some(why) = ajar(wanted, mode) {
            let (wanted, folder) = (wanted & 0o7777, folder.display());
            findings.care(
                "folders",
                format!("{why} {name}: `chmod {wanted:o} {folder}`"),
            );
            well = false;
        }
    }
    if !missing.is_empty() {
        let (names, root) = (missing.join(", "), workspace.root().display());
        findings.bad(
            "folders",
            format!("missing: {names}; `masthead init {root}` makes them"),
        );
    } else if well {
        findings.good("folders", "all there, with their modes");
    }
}

/// What is wrong with the mode of a folder that editors come to, where it is not as it was made.
fn ajar(wanted: u32, mode: u32) -> Option<&'static str> {
    match wanted {
        DROPPED if mode & 0o2020 != 0o2020 => Some("editors of the group cannot share"),
        // Without the sticky bit whoever may write to the folder may rename what lies in it, whoever owns that.
        DROPPED if mode & 0o1000 == 0 => Some("editors could rename the shelves in"),
        SHELF if mode & 0o022 != 0 => Some("editors could put links and files of their own into"),
        _ => None,
    }
}

/// Whether the web root, where it is there, can be written. Where it is not, the daemon makes it.
pub(super) fn web_root(www: &Path, findings: &mut Findings) {
    if www.exists() && access(www, Access::WRITE_OK | Access::EXEC_OK).is_err() {
        findings.bad("web root", format!("{} cannot be written", www.display()));
    }
}

/// Whether a daemon could listen, unless one does.
pub(super) fn doors(config: &Config, daemon_runs: bool, findings: &mut Findings) {
    let http = &config.http;
    if daemon_runs {
        findings.good(
            "daemon",
            format!("runs here, on {} and {}", http.listen, http.admin_listen),
        );
        match ready(&http.admin_listen) {
            Ok(None) => {}
            Ok(Some(faults)) => findings.bad("daemon", format!("is not ready:\n{faults}")),
            Err(error) => findings.care(
                "daemon",
                format!(
                    "does not say on {} whether it is ready: {error}",
                    http.admin_listen
                ),
            ),
        }
        return;
    }
    for (key, address) in [
        ("http.listen", &http.listen),
        ("http.admin_listen", &http.admin_listen),
    ] {
        match TcpListener::bind(address.as_str()) {
            Ok(_) => findings.good("ports", format!("{key} {address} is free")),
            Err(error) => findings.bad(
                "ports",
                format!("{key} {address} cannot be used: {error}; stop what holds it, or name another port"),
            ),
        }
    }
}

/// What the daemon says is wrong with it; none where it is ready.
fn ready(address: &str) -> io::Result<Option<String>> {
    let mut stream = connect(address)?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    match head.split(' ').nth(1) {
        Some("200") => Ok(None),
        Some("503") => Ok(Some(body.trim_end().to_owned())),
        _ => Err(io::Error::other("another program answers there")),
    }
}

/// Whether the two lines of the scaffold that must be the operator's own are still the scaffold's.
pub(super) fn publisher(config: &Config, findings: &mut Findings) {
    let publisher = &config.publisher;
    if publisher.name == "Example Daily" {
        findings.care(
            "publisher",
            "publisher.name is the scaffold's, Example Daily: write your own before you publish",
        );
    }
    if publisher.takedown_email == "takedown@news.example" {
        findings.care(
            "publisher",
            "publisher.takedown_email is the scaffold's: nobody hears of rights problems until you write your own",
        );
    }
}

/// Whether mail can leave, and whether its links will lead somewhere.
pub(super) fn post(config: &Config, findings: &mut Findings) {
    if config.http.base_url.is_none() {
        findings.care(
            "base_url",
            format!(
                "http.base_url is not set: feeds and mail say {}",
                config.base_url()
            ),
        );
    }
    let Transport::Smtp(smtp) = &config.mail.transport else {
        findings.good("mail", "goes to files in outbox/mail");
        return;
    };
    let server = format!("{}:{}", smtp.host, smtp.port);
    match reach(&smtp.host, smtp.port) {
        Ok(()) => findings.good("mail", format!("{server} answers")),
        Err(error) => findings.bad(
            "mail",
            format!("the server {server} cannot be reached: {error}"),
        ),
    }
}

fn reach(host: &str, port: u16) -> io::Result<()> {
    connect((host, port)).map(drop)
}

fn connect(to: impl ToSocketAddrs) -> io::Result<TcpStream> {
    let mut last = io::Error::other("the name has no address");
    for address in to.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::net::TcpListener;
    use std::os::unix::fs::PermissionsExt as _;

    use super::{Findings, folders, reach};
    use crate::workspace::Workspace;

    fn report(workspace: &Workspace) -> String {
        let mut findings = Findings::default();
        folders(workspace, &mut findings);
        findings.report()
    }

    #[test]
    fn folders_are_told_apart() {
        let root = tempfile::tempdir().expect("a scratch folder");
        let workspace = Workspace::at(root.path()).expect("absolute");
        assert!(report(&workspace).contains("missing: config, inbox, inbox/takedowns"));
        workspace.create().expect("made");
        assert!(report(&workspace).starts_with("ok"));
        fs::set_permissions(workspace.var(), fs::Permissions::from_mode(0o755)).expect("set");
        fs::set_permissions(workspace.inbox(), fs::Permissions::from_mode(0o755)).expect("set");
        let told = report(&workspace);
        assert!(
            told.contains("chmod 700") && told.contains("chmod 3775"),
            "{told}"
        );
    }

    #[test]
    fn a_shelf_that_editors_could_swap_is_told_of() {
        let root = tempfile::tempdir().expect("a scratch folder");
        let workspace = Workspace::at(root.path()).expect("absolute");
        workspace.create().expect("made");
        let set = |folder, mode| {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("set");
        };
        set(workspace.inbox(), 0o2775);
        set(workspace.rejected(), 0o2775);
        let told = report(&workspace);
        assert!(told.contains("could rename the shelves"), "{told}");
        assert!(told.contains("chmod 2755"), "{told}");
        set(workspace.inbox(), 0o3775);
        fs::remove_dir(workspace.rejected()).expect("empty");
        std::os::unix::fs::symlink(root.path(), workspace.rejected()).expect("a link");
        let told = report(&workspace);
        assert!(told.contains("is a symbolic link"), "{told}");
    }

    #[test]
    fn a_server_answers_or_does_not() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("bound").port();
        assert!(reach("127.0.0.1", port).is_ok());
        drop(listener);
        assert!(reach("127.0.0.1", port).is_err());
    }
}
