//! The table of the configuration's keys: what the form of the file is judged by, and what its
//! JSON Schema is made of.

use serde_json::Value;

use crate::article::Basis;
use crate::document::{self, Field, Kind, optional, required};

/// A text of one line. What more it must be the reader says, which turns it into what it means.
const LINE: Kind = Kind::Text(1000);

/// The JSON Schema of `config/masthead.yaml`.
#[must_use]
pub fn schema() -> Value {
    document::schema("Masthead configuration", FIELDS)
}

/// The whole file.
pub(super) const FIELDS: &[Field] = &[
    required("publisher", Kind::Object(PUBLISHER), "Who publishes."),
    optional(
        "inbox",
        Kind::Object(INBOX),
        "What is taken from the inbox, and when.",
    ),
    optional("http", Kind::Object(HTTP), "Where we answer."),
    optional("store", Kind::Object(STORE), "Where the state lies."),
    optional("outbox", Kind::Object(OUTBOX), "Where the web root lies."),
    optional("feeds", Kind::Object(FEEDS), "What feeds hold."),
    optional(
        "policy",
        Kind::Object(POLICY),
        "What every article must have beside its rights.",
    ),
    optional(
        "sources",
        Kind::List(&Kind::Object(SOURCE)),
        "The publishers that are reprinted from.",
    ),
    optional("mail", Kind::Object(MAIL), "How mail leaves."),
    optional(
        "digests",
        Kind::List(&Kind::Object(DIGEST)),
        "What subscribers get, and when.",
    ),
    optional(
        "takedown",
        Kind::Object(TAKEDOWN),
        "The clock of a rights complaint.",
    ),
];

const PUBLISHER: &[Field] = &[
    required("name", LINE, "The publisher's name."),
    optional(
        "names",
        Kind::List(&LINE),
        "Other names under which it holds copyright.",
    ),
    optional(
        "language",
        Kind::Language,
        "Of pages and of articles that name none. Default zh-CN.",
    ),
    optional(
        "time_zone",
        LINE,
        "Days and schedules are counted here. Default Asia/Shanghai.",
    ),
    required("takedown_email", LINE, "Who hears of rights problems."),
    optional(
        "copyright_notice",
        LINE,
        "The publisher's own notice, on feeds and pages.",
    ),
    optional(
        "footer",
        Kind::List(&LINE),
        "Lines such as the ICP record and the disclaimer.",
    ),
];

const INBOX: &[Field] = &[
    optional("max_bytes", LINE, "The largest file. Default 4MiB."),
    optional(
        "settle",
        LINE,
        "How long a file that a scan found must have stood still. Default 2s.",
    ),
    optional("scan", LINE, "How often the inbox is scanned. Default 30s."),
    optional(
        "require_end",
        Kind::Boolean,
        "Take only files that end with YAML's `...`. Default false.",
    ),
    optional("encodings", Kind::List(&LINE), "utf-8 alone for now."),
    optional(
        "notify",
        Kind::List(&LINE),
        "Mail addresses that get the reports of what is rejected.",
    ),
];

const HTTP: &[Field] = &[
    optional("listen", LINE, "Readers. Default 127.0.0.1:8080."),
    optional("admin_listen", LINE, "Operations. Default 127.0.0.1:9090."),
    optional(
        "base_url",
        LINE,
        "The public address; unset, the listening address serves.",
    ),
];

const STORE: &[Field] = &[
    optional(
        "url",
        LINE,
        "sqlite:FILE or postgres://USER@HOST/DATABASE. Default sqlite:var/masthead.db.",
    ),
    optional(
        "password_file",
        LINE,
        "The file that holds the server's password.",
    ),
];

const OUTBOX: &[Field] = &[optional(
    "url",
    LINE,
    "file:FOLDER. Default file:outbox/www.",
)];

const FEEDS: &[Field] = &[optional(
    "entries",
    Kind::Positive,
    "How many entries feeds and list pages hold. Default 50.",
)];

const POLICY: &[Field] = &[
    optional(
        "sources",
        Kind::OneOf(&["any", "listed"]),
        "Whether only listed sources may be reprinted. Default any.",
    ),
    optional(
        "require",
        Kind::List(&Kind::OneOf(&["editor", "byline", "summary"])),
        "Optional fields that must be there.",
    ),
];

const SOURCE: &[Field] = &[
    required("name", LINE, "The source's name."),
    optional(
        "slug",
        LINE,
        "Its folder below /sources/; by default made of its name.",
    ),
    optional(
        "aliases",
        Kind::List(&LINE),
        "Other names that editors write.",
    ),
    optional(
        "domains",
        Kind::List(&LINE),
        "Where its pages are, or below; by default anywhere.",
    ),
    optional(
        "status",
        Kind::OneOf(&["active", "frozen", "removed"]),
        "Whether it may be reprinted now. Default active.",
    ),
    optional(
        "permission",
        Kind::Object(PERMISSION),
        "A ground for all of its reprints.",
    ),
];

const PERMISSION: &[Field] = &[
    required("basis", Kind::OneOf(&Basis::NAMES), "Its kind."),
    optional("reference", LINE, "A contract's number, a licence's URL."),
    optional(
        "expires",
        Kind::Instant,
        "Its last day, or the instant of its end.",
    ),
];

const MAIL: &[Field] = &[
    optional("from", LINE, "The sender; needed for smtp."),
    optional(
        "transport",
        Kind::OneOf(&["file", "smtp"]),
        "Default file: below outbox/mail.",
    ),
    optional("smtp", Kind::Object(SMTP), "The mail server."),
    optional("dkim", Kind::Object(DKIM), "Not yet built."),
];

const SMTP: &[Field] = &[
    required("host", LINE, "The server's name."),
    optional("port", Kind::Positive, "Default 587."),
    optional(
        "tls",
        Kind::OneOf(&["none", "starttls", "implicit"]),
        "Default starttls.",
    ),
    optional(
        "username",
        LINE,
        "The account, where the server asks for one.",
    ),
    optional("password_file", LINE, "The file that holds its password."),
    optional(
        "connections",
        Kind::Positive,
        "How many at once. Default 8.",
    ),
];

const DKIM: &[Field] = &[
    optional("domain", LINE, "Not yet built."),
    optional("selector", LINE, "Not yet built."),
    optional("key_file", LINE, "Not yet built."),
];

const DIGEST: &[Field] = &[
    required("name", LINE, "Its name."),
    optional(
        "title",
        LINE,
        "What its mails call it; by default its name.",
    ),
    optional(
        "schedule",
        LINE,
        "minute hour day month weekday; unset, it is sent by hand alone. An hour that daylight saving repeats counts \
         once; what falls into one left out comes at its end.",
    ),
    optional(
        "time_zone",
        LINE,
        "The schedule's zone. Default publisher.time_zone.",
    ),
    optional(
        "categories",
        Kind::List(&Kind::Category),
        "Only these and what lies below them.",
    ),
    optional(
        "stale_after",
        LINE,
        "A slot missed for longer is left out. Default 12h.",
    ),
];

const TAKEDOWN: &[Field] = &[
    optional(
        "deadline",
        LINE,
        "From the start of the clock to the deadline. Default 24h.",
    ),
    optional(
        "clock",
        Kind::OneOf(&["received", "confirmed"]),
        "What starts the clock. Default received.",
    ),
    optional(
        "auto_withhold_before",
        LINE,
        "How long before the deadline we act by ourselves. Default 1h; of a deadline under 2h a twenty-fourth.",
    ),
    optional(
        "stub_for",
        LINE,
        "How long feeds say that something was withdrawn. Default 30d.",
    ),
    optional(
        "restore_after",
        LINE,
        "How long after a counter-notice the work may come back. Default 15d. Read, not yet acted upon.",
    ),
];
