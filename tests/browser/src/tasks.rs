//! Tasks of the page's main thread that take too long, by the browser's own definition: over 50 ms.

use crate::page::Page;
use crate::say;

impl Page {
    /// Watches from now on. Gives what took too long before, ms.
    pub async fn watch_tasks(&self) -> Vec<f64> {
        self.eval(
            "window.long = [];
             new PerformanceObserver(list => long.push(...list.getEntries().map(entry => entry.duration)))
                 .observe({ type: 'longtask', buffered: true });
             await new Promise(go => setTimeout(go, 300));",
        )
        .await;
        self.long_tasks().await
    }

    /// What took too long since the last question, ms.
    pub async fn long_tasks(&self) -> Vec<f64> {
        let durations = self.eval("return long.splice(0)").await;
        let durations = durations.as_array().cloned().unwrap_or_default();
        durations.iter().map(|duration| duration.as_f64().unwrap_or(f64::NAN)).collect()
    }

    /// Does something several times, and fails if a task was too long every time. What the page does
    /// takes as long each time; what other programs on this machine delay does not, so the quietest
    /// round counts. Needs [`Self::watch_tasks`].
    pub async fn tasks_are_short(&self, what: &str, rounds: usize, work: impl AsyncFn(usize)) {
        let mut worst = Vec::new();
        for round in 0..rounds {
            self.long_tasks().await;
            work(round).await;
            worst.push(self.long_tasks().await.into_iter().fold(0.0, f64::max));
        }
        say(&format!("{what}: longest task over 50 ms in each of {rounds} rounds, ms: {worst:?}"));
        let quietest = worst.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(quietest < 50.0, "{what}: every time a task took over 50 ms: {worst:?}");
    }
}
