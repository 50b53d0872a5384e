//! `masthead doctor --rebuild`: writes the web root anew out of the store.

use super::state::places;
use crate::cli::CliError;
use crate::config::Config;
use crate::delivery::{Put, Site};
use crate::store::Store;
use crate::web::compose_place;
use crate::workspace::{Workspace, WorkspaceError};

/// Has the daemon write every file again or, where none runs, writes what differs; says what was done.
///
/// # Errors
/// Where the store does not answer or a file cannot be written.
pub(super) async fn rebuild(
    store: &Store,
    workspace: &Workspace,
    config: &Config,
) -> Result<String, CliError> {
    // Held while we write, so that no daemon starts and writes beside us.
    let _lock = match workspace.lock() {
        Ok(lock) => lock,
        Err(WorkspaceError::Taken(_)) => {
            let places = store.enqueue_everything().await?;
            return Ok(format!("the daemon writes all {places} places anew"));
        }
        Err(error) => return Err(error.into()),
    };
    let Some(settings) = store.settings().await? else {
        return Ok("nothing was ever published, so there is nothing to write".into());
    };
    let (site, _) = Site::open(&config.www)?;
    let (mut written, mut removed) = (0_usize, 0_usize);
    for place in places(store).await? {
        for (resource, edition) in compose_place(store, &settings, &place).await? {
            match edition {
                Some(edition) => written += usize::from(site.put(&edition)? == Put::Written),
                None => removed += usize::from(site.remove(&resource.file())?),
            }
        }
    }
    site.sync()?;
    Ok(format!(
        "{written} files written anew, {removed} removed; the rest was right"
    ))
}
