//! A scratch newsroom with the real program in it: what most tests of this folder begin with.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::http::{self, Reply};
use crate::postgres;

/// How long anything may take before a test gives up: a slow machine under load, not a promise.
const PATIENCE: Duration = Duration::from_secs(30);

/// A workspace of its own with free ports; gone when dropped.
pub struct House {
    folder: tempfile::TempDir,
    http: u16,
    admin: u16,
}

/// What the systemd unit sets for the daemon.
fn unit_environment() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("../../config/masthead.service")
        .lines()
        .filter_map(|line| line.strip_prefix("Environment=")?.split_once('='))
}

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A daemon at work; killed when dropped.
pub struct Daemon(Child);

/// Two ports that were free a moment ago.
pub fn free_ports() -> (u16, u16) {
    let [a, b] = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    let port = |listener: &TcpListener| listener.local_addr().expect("its address").port();
    (port(&a), port(&b))
}

/// Waits until `test` holds; fails with `what` where it does not come.
pub fn until(what: &str, mut test: impl FnMut() -> bool) {
    let start = Instant::now();
    while !test() {
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The section of the configuration that keeps the state there.
pub fn store(url: &str) -> String {
    format!("store: {{url: \"{url}\"}}\n")
}

/// Whether a file is a message.
pub fn is_mail(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == "eml")
}

/// An article of our own.
pub fn original(id: &str, headline: &str) -> String {
    format!(
        "id: {id}\nheadline: {headline}\nsummary: 一句话的摘要。\nlanguage: zh-CN\n\
         categories: [河南/驻马店/驿城区]\neditor: 李编辑\nbyline: 王记者\n\
         body: |\n  {headline}的正文第一段。\n\n  ## 小标题\n\n  第二段。\n\
         origin: original\ncopyright:\n  holder: 驿城新闻\n  notice: © 2026 驿城新闻\n  year: 2026\n"
    )
}

/// A reprint in order.
pub fn reprint(id: &str, headline: &str) -> String {
    format!(
        "id: {id}\nheadline: {headline}\nlanguage: en\ncategories: [World]\n\
         body: |\n  The text of {headline}.\n\norigin: reprint\n\
         source:\n  name: Zhumadian Daily\n  url: https://zmd.example/{id}\n\
         attribution: Reprinted from Zhumadian Daily, https://zmd.example/{id}\n\
         permission: {{basis: agreement, reference: ZMD-7}}\n\
         copyright:\n  holder: Zhumadian Daily\n  notice: © 2026 Zhumadian Daily\n"
    )
}

impl House {
    /// With SQLite, and mail into files.
    pub fn new() -> Self {
        Self::with("")
    }

    /// One on SQLite and, where it is installed, one on PostgreSQL.
    pub fn on_each_engine(sections: &str) -> Vec<Self> {
        let server = postgres::fresh_database().map(|url| format!("{}{sections}", store(&url)));
        std::iter::once(sections.to_owned())
            .chain(server)
            .map(|sections| Self::with(&sections))
            .collect()
    }

    /// With more sections at the end of the configuration.
    pub fn with(sections: &str) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let (http, admin) = free_ports();
        let house = Self {
            folder,
            http,
            admin,
        };
        for below in ["config", "inbox/takedowns", "outbox"] {
            fs::create_dir_all(house.path(below)).expect("the workspace's folders");
        }
        house.configure(sections);
        house
    }

    /// Writes the configuration anew.
    pub fn configure(&self, sections: &str) {
        let digests = if sections.contains("digests:") {
            ""
        } else {
            "digests:\n  - {name: daily, title: Daily}\n"
        };
        let inbox = if sections.contains("inbox:") {
            ""
        } else {
            "inbox: {settle: 0s, scan: 1s}\n"
        };
        let text = format!(
            "publisher:\n  name: 驿城新闻\n  names: [Yicheng News]\n  takedown_email: rights@yicheng.example\n\
             \x20 time_zone: Asia/Shanghai\n  copyright_notice: © 驿城新闻\n\
             http: {{listen: \"127.0.0.1:{}\", admin_listen: \"127.0.0.1:{}\", base_url: \"https://yicheng.example\"}}\n\
             {inbox}{digests}{sections}",
            self.http, self.admin
        );
        fs::write(self.path("config/masthead.yaml"), text).expect("the configuration");
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.root().join(below)
    }

    pub fn exists(&self, below: &str) -> bool {
        self.path(below).exists()
    }

    pub fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap_or_else(|error| panic!("{below}: {error}"))
    }

    /// Writes aside and renames into the inbox, as an upload should.
    pub fn drop_in(&self, name: &str, text: &str) {
        let aside = self
            .path("inbox")
            .join(format!(".{}.part", name.replace('/', "-")));
        fs::write(&aside, text).expect("a file beside the inbox");
        fs::rename(&aside, self.path("inbox").join(name)).expect("a rename into the inbox");
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_masthead"));
        command
            .arg("--workspace")
            .arg(self.root())
            .args(args)
            .env("LC_ALL", "C.UTF-8")
            .envs(unit_environment())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn masthead(&self, args: &[&str]) -> Answer {
        Answer::of(&self.command(args).output().expect("the program starts"))
    }

    /// Runs a command to which the kernel answers each of these system calls with EIO, or each on that
    /// folder; none, and a loud line, where
    /// `strace` is not installed.
    pub fn while_fails(&self, call: &str, on: Option<&Path>, args: &[&str]) -> Option<Answer> {
        if Command::new("strace").arg("-V").output().is_err() {
            assert!(
                std::env::var_os("CI").is_none(),
                "strace is not installed, so nothing tests what a disk that fails does: install it"
            );
            eprintln!(
                "\n*** strace IS NOT INSTALLED: what a failing disk does was NOT TESTED ***\n"
            );
            return None;
        }
        let output = Command::new("strace")
            .args(["-f", "-qq", "-o", "/dev/null", "-e"])
            .arg(format!("trace={call}"))
            .arg("-e")
            .arg(format!("inject={call}:error=EIO"))
            .args(
                on.into_iter()
                    .flat_map(|path| [OsStr::new("-P"), path.as_os_str()]),
            )
            .arg(env!("CARGO_BIN_EXE_masthead"))
            .arg("--workspace")
            .arg(self.root())
            .args(args)
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .output()
            .expect("strace starts");
        Some(Answer::of(&output))
    }

    /// Starts a command whose answer nobody waits for.
    pub fn begin(&self, args: &[&str]) -> Child {
        self.command(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts")
    }

    /// Runs a command that has to answer 0, and gives what it printed.
    pub fn done(&self, args: &[&str]) -> String {
        let answer = self.masthead(args);
        assert_eq!(answer.code, 0, "{args:?}: {}{}", answer.out, answer.err);
        answer.out
    }

    /// Does all that is due now.
    pub fn once(&self) {
        self.done(&["run", "--once"]);
    }

    /// Starts the daemon without waiting for it.
    pub fn spawn(&self) -> Daemon {
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.path("daemon.log"))
            .expect("a place for the daemon's log");
        let child = self.command(&["run"]).stderr(log).spawn();
        Daemon(child.expect("the program starts"))
    }

    /// Starts the daemon and waits until it is ready.
    pub fn start(&self) -> Daemon {
        let mut daemon = self.spawn();
        until("the daemon is ready", || {
            if let Some(status) = daemon.0.try_wait().expect("its state") {
                panic!(
                    "the daemon ended with {status}: {}",
                    self.read("daemon.log")
                );
            }
            http::try_get(self.admin, "/readyz").is_ok_and(|reply| reply.status == 200)
        });
        daemon
    }

    /// Where readers are answered.
    pub fn port(&self) -> u16 {
        self.http
    }

    pub fn get(&self, path: &str) -> Reply {
        http::try_get(self.http, path).unwrap_or_else(|error| panic!("GET {path}: {error}"))
    }

    pub fn ops(&self, path: &str) -> Reply {
        http::try_get(self.admin, path).unwrap_or_else(|error| panic!("GET {path}: {error}"))
    }

    pub fn post(&self, path: &str, form: &str) -> Reply {
        http::post(self.http, path, form).unwrap_or_else(|error| panic!("POST {path}: {error}"))
    }

    /// Every file below a folder, by its name there.
    pub fn files(&self, below: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(below);
        let mut found = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                // A link leads to what is found elsewhere, or out of the workspace.
                let kind = entry.file_type().expect("its kind");
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file()
                    && let Ok(bytes) = fs::read(&path)
                {
                    let name = path.strip_prefix(&root).expect("below its root");
                    found.insert(name.to_string_lossy().into_owned(), bytes);
                }
            }
        }
        found
    }

    /// The messages that left as files, by name.
    pub fn mails(&self) -> BTreeMap<String, Vec<u8>> {
        let mut mails = self.files("outbox/mail");
        mails.retain(|name, _| is_mail(name));
        mails
    }
}

impl Answer {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Daemon {
    fn signal(&self, signal: rustix::process::Signal) {
        let id = i32::try_from(self.0.id()).expect("a process id");
        let id = rustix::process::Pid::from_raw(id).expect("a process id");
        rustix::process::kill_process(id, signal).expect("the daemon lives");
    }

    /// SIGKILL: no instruction of it runs any more.
    pub fn kill(mut self) {
        self.0.kill().expect("the daemon lives");
        self.0.wait().expect("its end");
    }

    /// SIGTERM: it drains. Gives its exit code.
    pub fn stop(mut self) -> i32 {
        self.signal(rustix::process::Signal::TERM);
        self.0.wait().expect("its end").code().unwrap_or(-1)
    }

    /// SIGHUP: it reads its configuration again.
    pub fn reload(&self) {
        self.signal(rustix::process::Signal::HUP);
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It has ended already where the test ended it.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
