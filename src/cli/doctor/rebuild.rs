//! `masthead doctor --rebuild`: has the web root written anew out of the store.

use crate::app::{self, AppError, Start};
use crate::cli::{CliError, Context};
use crate::store::Store;
use crate::workspace::WorkspaceError;

/// Calls for every place anew and, where no daemon runs to write them, writes what differs; says what was done.
///
/// # Errors
/// Where the store does not answer or a file cannot be written.
pub(super) async fn rebuild(store: &Store, context: &Context) -> Result<String, CliError> {
    if store.settings().await?.is_none() {
        return Ok("nothing was ever published, so there is nothing to write".into());
    }
    // Committed before the first file is touched: killed half-way, the next start writes the rest.
    let places = store.enqueue_everything().await?;
    let start = Start {
        workspace: context.workspace.clone(),
        clock: context.clock.clone(),
        environment: context.environment,
    };
    match app::publish(start).await {
        Ok(()) => Ok(format!(
            "all {places} places are written as the database says"
        )),
        Err(AppError::Workspace(WorkspaceError::Taken(_))) => {
            Ok(format!("the daemon writes all {places} places anew"))
        }
        Err(error) => Err(error.into()),
    }
}
