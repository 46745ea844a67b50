/// The door for bots of Amazon Lex V2: a code hook's event becomes a turn of a session, the answer a hook's response,
/// given at once or on a later event. Leaves the conversation itself to the orchestration tier; its shapes are used by
/// no other package.
@NullMarked
package io.triade.api.lex;

import org.jspecify.annotations.NullMarked;
