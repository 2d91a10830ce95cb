//! Tasks of the page's main thread that take too long, by the browser's own definition: over 50 ms.

use crate::page::Page;
use crate::say;

impl Page {
    /// Watches from now on. Gives what took too long before, ms.
    pub async fn watch_tasks(&self) -> Vec<f64> {
        self.eval(
            "window.long = [];
             window.noteTasks = entries => long.push(...entries.map(entry => entry.duration));
             window.taskObserver = new PerformanceObserver(list => noteTasks(list.getEntries()));
             taskObserver.observe({ type: 'longtask', buffered: true });
             await new Promise(go => setTimeout(go, 300));",
        )
        .await;
        self.long_tasks().await
    }

    /// What took too long since the last question, ms.
    pub async fn long_tasks(&self) -> Vec<f64> {
        // A task is told of after its end: what was begun is painted first, and then all is taken that
        // the observer was not given yet.
        let durations = self
            .eval(
                "for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
                 await new Promise(go => setTimeout(go));
                 noteTasks(taskObserver.takeRecords());
                 return long.splice(0)",
            )
            .await;
        let durations = durations.as_array().expect("a list of durations");
        durations.iter().map(|duration| duration.as_f64().expect("a duration")).collect()
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
