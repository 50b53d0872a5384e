//! The tables' history, within the binary. A released text is never edited: a change is a new number.

use std::borrow::Cow;

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

pub(super) fn sqlite() -> Migrator {
    history([
        (
            "the house",
            include_str!("../../../migrations/sqlite/0001_house.sql"),
        ),
        (
            "warnings",
            include_str!("../../../migrations/sqlite/0002_warnings.sql"),
        ),
        (
            "rejections that wait to be mailed",
            include_str!("../../../migrations/sqlite/0003_rejections.sql"),
        ),
    ])
}

pub(super) fn postgres() -> Migrator {
    history([
        (
            "the house",
            include_str!("../../../migrations/postgres/0001_house.sql"),
        ),
        (
            "warnings",
            include_str!("../../../migrations/postgres/0002_warnings.sql"),
        ),
        (
            "rejections that wait to be mailed",
            include_str!("../../../migrations/postgres/0003_rejections.sql"),
        ),
    ])
}

fn history(texts: impl IntoIterator<Item = (&'static str, &'static str)>) -> Migrator {
    let migrations = (1..).zip(texts).map(|(version, (name, text))| {
        let name = Cow::Borrowed(name);
        Migration::new(
            version,
            name,
            MigrationType::Simple,
            text.into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}
