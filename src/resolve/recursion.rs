//! Data that would contain itself: a record with a field of its own type has no end and no place to lie.
//!
//! In: filled records and choices. Out: one finding a circle. A list or an optional does not break the
//! circle: the shape of an item must be known before any item is. Not here: functions and named types,
//! whose circles are found where they are read.

use super::Resolver;
use super::codes;
use crate::base::Span;
use crate::model::{ChoiceId, Field, RecordId, Type};

/// A record or a choice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Datum {
    Record(RecordId),
    Choice(ChoiceId),
}

impl Resolver<'_> {
    /// Cuts every circle at the field that closes it.
    pub(super) fn refuse_endless_data(&mut self) {
        let records = self.model.records.ids().map(Datum::Record);
        let data: Vec<Datum> = records.chain(self.model.choices.ids().map(Datum::Choice)).collect();
        let mut settled = Vec::new();
        for datum in data {
            self.search(datum, &mut Vec::new(), &mut settled);
        }
    }

    /// Depth first; `way` is what leads here, `settled` what is known to end.
    fn search(&mut self, datum: Datum, way: &mut Vec<Datum>, settled: &mut Vec<Datum>) {
        if settled.contains(&datum) {
            return;
        }
        way.push(datum);
        for (inner, span) in self.inner(datum) {
            if way.contains(&inner) {
                self.endless(inner, span);
                self.cut(datum, span);
            } else {
                self.search(inner, way, settled);
            }
        }
        way.pop();
        settled.push(datum);
    }

    fn inner(&self, datum: Datum) -> Vec<(Datum, Span)> {
        let fields = self.fields_of(datum);
        fields.into_iter().filter_map(|field| Some((core(&field.ty)?, field.span))).collect()
    }

    fn fields_of(&self, datum: Datum) -> Vec<&Field> {
        match datum {
            Datum::Record(id) => self.model.records[id].fields.iter().collect(),
            Datum::Choice(id) => self.model.choices[id].cases.iter().flat_map(|case| &case.fields).collect(),
        }
    }

    fn endless(&mut self, datum: Datum, span: Span) {
        let (name, declared) = match datum {
            Datum::Record(id) => (self.model.records[id].name.clone(), self.model.records[id].span),
            Datum::Choice(id) => (self.model.choices[id].name.clone(), self.model.choices[id].span),
        };
        self.sink
            .put(codes::RECURSION, span, format!("`{name}` would contain itself, without end"))
            .label(declared, "declared here")
            .help("point at another work item with `Item of WORKFLOW` instead");
    }

    fn cut(&mut self, datum: Datum, span: Span) {
        let fields: Vec<&mut Field> = match datum {
            Datum::Record(id) => self.model.records[id].fields.iter_mut().collect(),
            Datum::Choice(id) => {
                self.model.choices[id].cases.iter_mut().flat_map(|case| &mut case.fields).collect()
            }
        };
        for field in fields.into_iter().filter(|field| field.span == span) {
            field.ty = Type::Unknown;
        }
    }
}

fn core(ty: &Type) -> Option<Datum> {
    match ty {
        Type::Optional(inner) => core(inner),
        Type::List(list) => core(&list.of),
        Type::Record(id) => Some(Datum::Record(*id)),
        Type::Choice(id) => Some(Datum::Choice(*id)),
        _ => None,
    }
}
