/// Short titles for conversations, written by a model through an AI service. Whoever asks decides what to do when there
/// is none.
@NullMarked
package io.triade.prompt.titles;

import org.jspecify.annotations.NullMarked;
