//! What a proof may refuse.
//!
//! Out: one [`Code`](crate::base::Code) a kind of finding, with its page `docs/NAME.md`. Not here: where
//! each is raised.

crate::base::codes! {
    Warning ARM_NEVER_TAKEN = "arm-never-taken";
    Error ARM_WITHOUT_MOVE = "arm-without-move";
    Error ASK_AFTER_JUDGEMENT = "ask-after-judgement";
    Error BY_NAMES_NOBODY_HERE = "by-names-nobody-here";
    Error CONTINUE_AFTER_NOTHING = "continue-after-nothing";
    Error END_PAST_ITS_UNTIL = "end-past-its-until";
    Error EXCEPTION_WITHOUT_ROUTE = "exception-without-route";
    Error FAILURE_WITHOUT_ARM = "failure-without-arm";
    Error FALLBACK_ENDS_NOWHERE = "fallback-ends-nowhere";
    Error FALLBACK_GOES_ROUND = "fallback-goes-round";
    Warning HANDOFF_TO_ITSELF = "handoff-to-itself";
    Error JUMP_INTO_BLOCK = "jump-into-block";
    Error LATE_WITHOUT_CONSEQUENCE = "late-without-consequence";
    Error LOOP_WITHOUT_BOUND = "loop-without-bound";
    Error MAY_BE_ABSENT = "may-be-absent";
    Error NEVER_REACHED = "never-reached";
    Error NO_END = "no-end";
    Error NOT_GIVEN = "not-given";
    Error OTHER_CASE = "other-case";
    Error OUTSIDER_ONLY_NOTIFIED = "outsider-only-notified";
    Error OWNER_IS_KNOWN = "owner-is-known";
    Error RETURN_WITHOUT_ARM = "return-without-arm";
    Error TEAM_CHANGE_WITHOUT_HANDOFF = "team-change-without-handoff";
    Error WORK_WITHOUT_END = "work-without-end";
}
