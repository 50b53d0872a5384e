//! The desk's own verbs: kill, unpublish, restore.

use jiff::Timestamp;

use super::jobs::Touched;
use super::record::Record;
use super::transition::{self, Moved};
use super::writer::Lane;
use super::{Error, Result, Store, articles, deliveries, settings};
use crate::article::ArticleId;

impl Store {
    /// Takes an article down for good; it comes back only as a new version.
    ///
    /// # Errors
    /// Where there is no such article, or it is killed already.
    pub async fn kill(&self, id: &ArticleId, now: Timestamp) -> Result<Touched> {
        self.by_hand(Lane::Takedown, id, now, |record| {
            if record.killed {
                return Err(Error::Refused(format!("{} is killed already", record.id)));
            }
            record.killed = true;
            Ok(())
        })
        .await
    }

    /// Takes an article down silently, until it is restored.
    ///
    /// # Errors
    /// Where there is no such article, or it is killed or unpublished already.
    pub async fn unpublish(&self, id: &ArticleId, now: Timestamp) -> Result<Touched> {
        self.by_hand(Lane::Takedown, id, now, |record| {
            if record.killed || record.unpublished {
                return Err(Error::Refused(format!("{} is down already", record.id)));
            }
            record.unpublished = true;
            Ok(())
        })
        .await
    }

    /// Undoes [`Store::unpublish`].
    ///
    /// # Errors
    /// Where there is no such article, a case holds it, it was killed, or it is not unpublished.
    pub async fn restore_article(&self, id: &ArticleId, now: Timestamp) -> Result<Touched> {
        self.by_hand(Lane::Common, id, now, |record| {
            let id = &record.id;
            if let Some(case) = record.holds.first() {
                return Err(Error::Refused(format!(
                    "{id} is held by the case {case}; only the case can be restored"
                )));
            }
            if record.killed {
                return Err(Error::Refused(format!(
                    "{id} was killed; it comes back only as a new version"
                )));
            }
            if !record.unpublished {
                return Err(Error::Refused(format!("{id} is not unpublished")));
            }
            record.unpublished = false;
            Ok(())
        })
        .await
    }

    async fn by_hand(
        &self,
        lane: Lane,
        id: &ArticleId,
        now: Timestamp,
        verb: fn(&mut Record) -> Result<()>,
    ) -> Result<Touched> {
        let id = id.clone();
        self.write(lane, 1, move |tx| {
            Box::pin(async move {
                let mut record = articles::one(tx, &id).await?;
                verb(&mut record)?;
                let house = settings::house(tx).await?;
                let settlement =
                    transition::settle(tx, &house, vec![Moved::of(record)], now).await?;
                deliveries::cancel_empty(tx, &[&id], now).await?;
                Ok(settlement.into_touched())
            })
        })
        .await
    }
}
