//! A PostgreSQL of the test run's own, from the installed binaries: on a Unix socket, in a temporary
//! folder, started at the first need and gone with this process, however that ends.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long a server may take to start on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
    /// Waits for the end of our standard input, which is the end of this process, then stops the server it
    /// started and removes the folder.
    _keeper: Child,
}

/// The address of a fresh, empty database; none, and a loud line, where PostgreSQL is not installed.
pub fn fresh_database() -> Option<String> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(Cluster::start).as_ref()?;
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::SeqCst));
    let made = as_server_user(&cluster.bin.join("createdb"))
        .args(["-U", "masthead", "-h"])
        .arg(&cluster.folder)
        .arg(&name)
        .status()
        .expect("createdb runs");
    assert!(made.success(), "createdb {name} failed");
    let folder = cluster.folder.display();
    Some(format!(
        "postgres://masthead@localhost/{name}?host={folder}"
    ))
}

impl Cluster {
    fn start() -> Option<Self> {
        let Some(bin) = binaries() else {
            assert!(
                std::env::var_os("CI").is_none(),
                "PostgreSQL is not installed, so half of what the tests are for would not be tested: install it"
            );
            eprintln!(
                "\n*** PostgreSQL IS NOT INSTALLED: the store was tested on SQLite ALONE (try `make test`) ***\n"
            );
            return None;
        };
        let folder = std::env::temp_dir().join(format!("masthead-pg-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the server");
        if is_root() {
            let owner = server_user();
            let given = Command::new("chown").arg(owner).arg(&folder).status();
            assert!(given.is_ok_and(|status| status.success()), "chown {owner}");
        }
        let made = as_server_user(&bin.join("initdb"))
            .args([
                "-A",
                "trust",
                "-U",
                "masthead",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(folder.join("data"))
            .current_dir(&folder)
            .stdout(Stdio::null())
            .status()
            .expect("initdb runs");
        assert!(made.success(), "initdb failed");
        let keeper = keep(&bin, &folder);
        let ready = Instant::now() + PATIENCE;
        while !is_ready(&bin, &folder) {
            assert!(
                Instant::now() < ready,
                "PostgreSQL did not start; see {}/log",
                folder.display()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self {
            bin,
            folder,
            _keeper: keeper,
        })
    }
}

/// Starts the server below a shell that outlives a killed test run by a moment, to clear up.
fn keep(bin: &Path, folder: &Path) -> Child {
    const SCRIPT: &str = r#"
        "$1/postgres" -D "$2/data" -k "$2" -h "" $3 -c max_connections=300 >"$2/log" 2>&1 </dev/null &
        server=$!
        cat >/dev/null
        kill -INT "$server"; wait "$server"
        rm -rf "$2/data" "$2/log"; rmdir "$2" 2>/dev/null"#;
    as_server_user(Path::new("/bin/sh"))
        .args(["-c", SCRIPT, "keeper"])
        .arg(bin)
        .arg(folder)
        // A test needs no durable server; a benchmark measures one.
        .arg(if cfg!(test) { "-F" } else { "" })
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell starts")
}

fn is_ready(bin: &Path, folder: &Path) -> bool {
    as_server_user(&bin.join("pg_isready"))
        .arg("-q")
        .arg("-h")
        .arg(folder)
        .status()
        .is_ok_and(|status| status.success())
}

/// The newest installed server's programs.
fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").exists() && bin.join("postgres").exists())
        .collect();
    found.sort_unstable();
    found.pop().map(|(_, bin)| bin)
}

/// The server refuses to run as root.
fn as_server_user(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    let user = server_user();
    let group = if user == "postgres" {
        "postgres"
    } else {
        "nogroup"
    };
    command
        .arg(format!("--reuid={user}"))
        .arg(format!("--regid={group}"))
        .arg("--clear-groups")
        .arg(program);
    command
}

fn server_user() -> &'static str {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    if users.lines().any(|line| line.starts_with("postgres:")) {
        "postgres"
    } else {
        "nobody"
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
