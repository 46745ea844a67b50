/// Who is calling: one principal, whatever the credential was. Leaves verification to the edge.
@NullMarked
package io.triade.contracts.access;

import org.jspecify.annotations.NullMarked;
