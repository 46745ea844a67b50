/// What every table here does the same way: whose item it is, the words in it, and how DynamoDB is asked. Leaves what
/// the items say to the capabilities that keep them.
@NullMarked
package io.triade.orchestration.tables;

import org.jspecify.annotations.NullMarked;
