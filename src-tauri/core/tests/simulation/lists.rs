//! Guest lists that come again, changed, and are taken back.

use gatehouse_core::desk::ImportOptions;
use gatehouse_core::settings::Role;

use crate::laptop::by;
use crate::world::{ANY, Comer, Sim, World, said};

/// A row of the list as the sign-up tool gives it.
#[derive(Debug, Clone)]
pub struct ListRow {
    reference: usize,
    name: String,
    company: String,
    category: &'static str,
    status: &'static str,
}

impl World {
    /// Imports the list as it stands by now; a row may have changed, come or gone since the last time.
    pub fn import(&mut self, at: usize) -> Sim<()> {
        self.change_list();
        let mut csv = "ID,Name,Company,Category,Status\n".to_owned();
        for ListRow { reference, name, company, category, status } in &self.list {
            csv += &format!("{reference},{name},{company},{category},{status}\n");
        }
        let source = if self.dice.chance(80) { "list" } else { "other" };
        let options = ImportOptions { source: Some(source.to_owned()), ..ImportOptions::default() };
        let desk = self.laptops[at].desk();
        let plan = desk.plan_import(csv.as_bytes(), "list.csv", &options).map_err(said)?;
        let done = desk.apply_import(&by(Role::Organiser), &plan, "list.csv");
        let what = format!("imports {} rows as {source}", self.list.len());
        let Some((_, own)) = self.act(at, &what, done.map(|done| (done, ANY)))? else { return Ok(()) };
        let imported =
            own.iter().map(|at| &self.book.records[*at]).filter(|rec| rec.kind == "guest_imported");
        let guests: Vec<String> = imported.filter_map(|rec| rec.subject.clone()).collect();
        for guest in guests {
            if self.comers.iter().all(|comer| comer.guest != guest) {
                let honest = self.dice.chance(50);
                let name = format!("{}{}", if honest { "Lou" } else { "Moe" }, self.comers.len());
                self.comers.push(Comer { name, guest, code: None, honest, place: None });
                let whom = self.comers.len() - 1;
                self.issue(at, whom)?;
            }
        }
        Ok(())
    }

    fn change_list(&mut self) {
        let nth = self.list.len();
        if nth < 2 || self.dice.chance(40) {
            let (name, company) = (format!("Row {nth}"), "Beans".to_owned());
            self.list.push(ListRow {
                reference: nth + 1,
                name,
                company,
                category: "guest",
                status: "approved",
            });
        }
        let row = self.dice.below(self.list.len());
        let changed = self.dice.below(5);
        let (name, company) = (format!("Row {row} {}", self.dice.below(50)), format!("Beans {changed}"));
        let category = *self.dice.pick(&["guest", "VIP"]);
        let status = *self.dice.pick(&["approved", "approved", "pending", "cancelled"]);
        let row = &mut self.list[row];
        match changed {
            0 => row.name = name,
            1 => row.company = company,
            2 => row.category = category,
            3 => row.status = status,
            _ => {}
        }
    }

    /// Takes back an import this desk knows.
    pub fn void_import(&mut self, at: usize) -> Sim<()> {
        let held = &self.laptops[at].held;
        let known = self.book.records.iter().enumerate().filter(|(nth, _)| held.has(*nth));
        let facts = known.flat_map(|(_, rec)| rec.facts("Imported"));
        let imports: Vec<String> =
            facts.filter_map(|fact| fact["import"].as_str().map(str::to_owned)).collect();
        if imports.is_empty() {
            return Ok(());
        }
        let import = self.dice.pick(&imports).clone();
        let done = self.laptops[at].desk().void(&by(Role::Organiser), &import, "the wrong list");
        self.done(at, &format!("takes the import {} back", &import[..8]), done).map(|_| ())
    }
}
