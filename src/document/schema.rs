//! JSON Schema (draft 2020-12) out of a table of fields.

use serde_json::{Map, Value, json};

use super::field::{Field, Kind};

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

fn kind(kind_of: &Kind) -> Map<String, Value> {
    let schema = match kind_of {
        Kind::Text(longest) => json!({"type": "string", "minLength": 1, "maxLength": longest}),
        Kind::Prose | Kind::Category | Kind::Licence => json!({"type": "string"}),
        Kind::OneOf(words) => json!({"enum": words}),
        Kind::Positive => json!({"type": "integer", "minimum": 1}),
        Kind::Year => json!({"type": "integer", "minimum": 1, "maximum": 9999}),
        Kind::Boolean => json!({"type": "boolean"}),
        Kind::Instant => json!({"type": "string", "format": "date-time"}),
        Kind::InstantOrDate => json!({
            "type": "string",
            "anyOf": [{"format": "date-time"}, {"format": "date"}],
        }),
        Kind::HttpUrl => {
            json!({"type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"})
        }
        Kind::ArticleId => json!({
            "type": "string",
            "pattern": "^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$",
        }),
        Kind::Language => json!({"type": "string", "pattern": "^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$"}),
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
