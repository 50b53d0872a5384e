//! YAML as we need it: a tree that knows the place of every node, tables that say which
//! fields a document may have, and the JSON Schema that follows from the same tables.

mod check;
mod cut;
mod date;
mod fault;
mod field;
mod lines;
mod node;
mod parse;
mod scalar;
mod schema;
pub mod slips;

pub use check::{check, rename};
pub use cut::cuts;
pub use date::{Instant, instant};
pub use fault::{Expected, Fault, FaultKind};
pub use field::{Field, Kind, optional, required};
pub use lines::{lines, without_end};
pub use node::{Entry, Node, Span, Value};
pub use parse::{parse, parse_all};
pub use schema::schema;
