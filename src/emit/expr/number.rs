//! Numbers: 64 bits on the stack, 128 bits inside the helpers that multiply and divide.
//!
//! In: sums, products, shares, roundings. Out: a number at the scale of the result, halves to the even
//! neighbour. Not here: whether it can overflow; that was proven, and where the proof is wrong, it traps.

use crate::abi::{Shape, layout};
use crate::emit::asm::Width;
use crate::emit::body::Body;
use crate::emit::map::width;
use crate::emit::prelude::Help;
use crate::model::{Arith, Compare, DECIMAL_SCALE, ExprId, Type};

impl Body<'_, '_> {
    /// A number as written.
    pub(super) fn literal(&mut self, number: i64, id: ExprId) {
        let shape = self.env.shape(id);
        self.i64(number);
        self.fit(&shape);
    }

    /// A number of 64 bits as the value of a shape.
    pub(super) fn fit(&mut self, shape: &Shape) {
        match (shape, width(shape)) {
            (_, Some(Width::I64)) => {}
            (_, Some(_)) => {
                self.op().i32_wrap_i64();
            }
            (Shape::AnyMoney, None) => {
                let number = self.keep(wasm_encoder::ValType::I64);
                let money = self.blank(layout::of(&Shape::AnyMoney).size);
                self.get(money);
                self.get(number);
                self.store(Width::I64, 0);
                self.get(money);
            }
            _ => self.nothing(),
        }
    }

    /// The number of a value that is one, in 64 bits; zero of any other.
    pub(in crate::emit) fn int(&mut self, id: ExprId) {
        let shape = self.env.shape(id);
        self.expr(id);
        self.amount(&shape);
    }

    fn amount(&mut self, shape: &Shape) {
        match (shape, width(shape)) {
            (Shape::Bool, _) => {
                self.op().drop().i64_const(0);
            }
            (_, Some(Width::I64)) => {}
            (_, Some(Width::I32)) => {
                self.op().i64_extend_i32_s();
            }
            (_, Some(_)) => {
                self.op().i64_extend_i32_u();
            }
            (Shape::AnyMoney, None) => self.load(Width::I64, 0),
            _ => {
                self.op().drop().i64_const(0);
            }
        }
    }

    /// Two values, compared.
    pub(super) fn compare(&mut self, how: Compare, left: ExprId, right: ExprId) {
        if matches!(how, Compare::Is | Compare::IsNot) {
            let (a, b) = (self.env.shape(left), self.env.shape(right));
            self.expr(left);
            self.expr(right);
            self.same(&a, &b);
            if how == Compare::IsNot {
                self.op().i32_eqz();
            }
            return;
        }
        self.int(left);
        self.int(right);
        match how {
            Compare::Less => self.op().i64_lt_s(),
            Compare::AtMost => self.op().i64_le_s(),
            Compare::More => self.op().i64_gt_s(),
            _ => self.op().i64_ge_s(),
        };
    }

    /// Two numbers, reckoned with.
    pub(super) fn arith(&mut self, how: Arith, left: ExprId, right: ExprId, id: ExprId) {
        let (a, b, to) = (self.scale(left), self.scale(right), self.scale(id));
        self.int(left);
        match how {
            Arith::Add | Arith::Sub => {
                self.int(right);
                self.help(if how == Arith::Add { Help::Add } else { Help::Sub });
            }
            Arith::Mul => {
                self.int(right);
                self.i64(power((a + b).saturating_sub(to)));
                self.i64(1);
                self.help(Help::Quotient);
            }
            Arith::Div => {
                self.i64(power((to + b).saturating_sub(a)));
                self.int(right);
                self.i64(power(a.saturating_sub(to + b)));
                self.help(Help::Quotient);
            }
        }
        let shape = self.env.shape(id);
        self.fit(&shape);
    }

    /// A number at the scale of another type.
    pub(super) fn rescale(&mut self, of: ExprId, id: ExprId) {
        let (from, to) = (self.scale(of), self.scale(id));
        self.int(of);
        if from != to {
            self.i64(power(to.saturating_sub(from)));
            self.i64(power(from.saturating_sub(to)));
            self.i64(1);
            self.help(Help::Quotient);
        }
        let shape = self.env.shape(id);
        self.fit(&shape);
    }

    /// So many millionths of a number.
    pub(super) fn share(&mut self, millionths: i64, of: ExprId, id: ExprId) {
        self.i64(millionths);
        self.int(of);
        self.i64(1_000_000);
        self.i64(1);
        self.help(Help::Quotient);
        let shape = self.env.shape(id);
        self.fit(&shape);
    }

    /// A number with fewer decimal places, kept at its scale.
    pub(super) fn round(&mut self, of: ExprId, places: u8, even: bool, id: ExprId) {
        let unit = power(self.scale(id).saturating_sub(places));
        self.int(of);
        if even {
            self.i64(1);
            self.i64(unit);
            self.i64(1);
            self.help(Help::Quotient);
        } else {
            self.i64(unit);
            self.help(Help::QuotientUp);
        }
        self.i64(unit);
        self.i64(1);
        self.i64(1);
        self.help(Help::Quotient);
        let shape = self.env.shape(id);
        self.fit(&shape);
    }

    fn scale(&self, id: ExprId) -> u8 {
        match &self.env.plan.exprs[id].ty {
            Type::Decimal(_) => DECIMAL_SCALE,
            Type::Money(Some(currency), _) => currency.exponent(),
            Type::Money(None, _) => 2,
            _ => 0,
        }
    }
}

/// 10 to the power of `places`; scales are small.
fn power(places: u8) -> i64 {
    10i64.saturating_pow(places.into())
}
