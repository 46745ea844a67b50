/// What a run shows: its states and the one event vocabulary that every protocol translates. Leaves numbering, storage
/// and transport to the services.
@NullMarked
package io.triade.contracts.runs;

import org.jspecify.annotations.NullMarked;
