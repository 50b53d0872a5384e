//! JSON Schema (draft 2020-12) out of a table of fields. It refuses nothing that [`check`](super::check()) takes, and
//! says of the rest what the subset of regular expressions can say that every engine knows (JSON Schema Core section
//! 6.4: no look-around). Not in it, since engines differ in whether they assert it: `format`.

use serde_json::{Map, Value, json};

use super::field::{Field, Kind};

/// No control character but tab and line ends, and something that is no space.
const FILLED: &str = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\x9f\s][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$";
const PROSE: &str = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$";
const DATE: &str = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";
const TIME: &str = r"[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:\.[0-9]+)?(?:[Zz]|[+-](?:0[0-9]|1[0-8]):[0-5][0-9])?)?";
const LINE: &str = r"^\s*[^\x00-\x1f\x7f-\x9f\u2028\u2029]*[^\x00-\x20\x7f-\x9f\s][^\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]*\s*$";
const HTTP_URL: &str = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/\\?#@]+(?:[/\\?#][^\s]*)?$";
const SEGMENTS: &str = r"^\s*[^./\\>，／＞＼\x00-\x1f\x7f-\x9f\s][^/\\>，／＞＼\x00-\x1f\x7f-\x9f]{0,79}\s*(?:/\s*[^./\\>，／＞＼\x00-\x1f\x7f-\x9f\s][^/\\>，／＞＼\x00-\x1f\x7f-\x9f]{0,79}\s*)*$";
const FILE_NAMES: &str = r"(?:^|/)\s*(?:feed\.rss|feed\.atom|feed\.json|index\.html)\s*(?:/|$)";

/// The schema of a document with these fields.
#[must_use]
pub fn schema(title: &str, table: &[Field]) -> Value {
    let mut schema = object(table);
    schema.insert(
        "$schema".into(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    schema.insert("title".into(), json!(title));
    Value::Object(schema)
}

fn object(table: &[Field]) -> Map<String, Value> {
    let properties: Map<String, Value> = table
        .iter()
        .map(|field| {
            let mut property = kind(&field.kind);
            if !field.required {
                or_nothing(&mut property);
            }
            property.insert("description".into(), json!(field.doc));
            (field.name.to_owned(), Value::Object(property))
        })
        .collect();
    let required: Vec<&str> = table
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    let mut schema = into_map(json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    }));
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    schema
}

/// A key whose value was left empty is one that is not there.
fn or_nothing(property: &mut Map<String, Value>) {
    for (keyword, nothing) in [("type", json!("null")), ("enum", Value::Null)] {
        match property.get_mut(keyword) {
            Some(Value::Array(list)) => list.push(nothing),
            Some(one) => *one = json!([one, nothing]),
            None => {}
        }
    }
}

/// Scalars are read as they are written, so that `5` and `true` are texts too.
fn kind(kind_of: &Kind) -> Map<String, Value> {
    let scalar = json!(["string", "number", "boolean"]);
    let schema = match kind_of {
        Kind::Text(longest) => json!({"type": scalar, "maxLength": longest, "pattern": FILLED}),
        Kind::Line(longest) => json!({"type": scalar, "maxLength": longest, "pattern": LINE}),
        Kind::Prose => json!({"type": scalar, "pattern": PROSE}),
        Kind::Licence => json!({"type": "string", "pattern": FILLED}),
        Kind::OneOf(words) => json!({"enum": words}),
        Kind::Positive => json!({
            "type": ["integer", "string"], "minimum": 1, "maximum": i32::MAX, "pattern": "^0*[1-9][0-9]{0,9}$",
        }),
        Kind::Year => json!({
            "type": ["integer", "string"], "minimum": 1000, "maximum": 9999, "pattern": "^[0-9]{4}$",
        }),
        Kind::Boolean => json!({"enum": [true, false, "true", "false"]}),
        Kind::Instant => json!({"type": "string", "pattern": format!("^{DATE}(?:{TIME})?$")}),
        Kind::HttpUrl => json!({"type": "string", "pattern": HTTP_URL}),
        Kind::ArticleId => json!({
            "type": scalar,
            "minimum": 0,
            "pattern": "^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$",
            // The spaces: to some engines `$` also stands before a last line's end.
            "not": {"type": "string", "pattern": r"\.\.|\.[Jj][Ss][Oo][Nn]$|\.[Hh][Tt][Mm][Ll]$|\s"},
        }),
        Kind::Category => json!({
            "type": scalar,
            "pattern": SEGMENTS,
            "not": {"type": "string", "pattern": FILE_NAMES},
        }),
        // `no` is Norwegian, and in YAML 1.1 false.
        Kind::Language => json!({
            "type": ["string", "boolean"],
            "pattern": "^(?:[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*|[IiXx](?:-[A-Za-z0-9]{1,8})+)$",
        }),
        Kind::List(item) => json!({"type": "array", "items": kind(item)}),
        Kind::Object(table) => Value::Object(object(table)),
    };
    into_map(schema)
}

fn into_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
