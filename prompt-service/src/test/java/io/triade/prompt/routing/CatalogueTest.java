package io.triade.prompt.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.contracts.generations.Model;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.prompt.invocation.embeddings.EmbeddingShape;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final Catalogue catalogue = new Catalogue(Settings.of("m2", "m1", "m2", "m3"));

    @Test
    void choosesTheDefaultWhereNoneIsNamed() {
        assertThat(catalogue.choose(null)).isEqualTo("m2");
        assertThat(catalogue.choose("m1")).isEqualTo("m1");
    }

    @Test
    void refusesAnotherAndNamesThoseThereAre() {
        assertThatThrownBy(() -> catalogue.choose("m9"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(ProblemType.UNKNOWN_MODEL))
                .hasMessage("There is no model m9 here; there are m2, m1, m3.");
    }

    @Test
    void knowsWhichModelsGoOnFromTheMiddleOfAnAnswer() {
        catalogue.mustContinueAnswers("m1");
        assertThatThrownBy(() -> catalogue.mustContinueAnswers("m2"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(ProblemType.CANNOT_CONTINUE));
    }

    @Test
    void knowsWhichModelsEmbedAndHow() {
        assertThat(catalogue.embedding("e1")).isEqualTo(EmbeddingShape.COHERE);
        assertThat(catalogue.models().embeddings()).containsExactly(new Model("e1", "e1 by name", null, false));
        assertThatThrownBy(() -> catalogue.embedding("m1"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("There is no model m1 that embeds; there are e1.");
        assertThatThrownBy(() -> catalogue.choose("e1")).isInstanceOf(ProblemException.class);
    }

    @Test
    void listsTheDefaultFirst() {
        assertThat(catalogue.models().items()).first().isEqualTo(new Model("m2", "m2 by name", "beware", true));
        assertThat(catalogue.models().items()).extracting(Model::id).containsExactly("m2", "m1", "m3");
    }

    @Test
    void doesNotStartWithADefaultThatIsNotThere() {
        assertThatThrownBy(() -> new Catalogue(Settings.of("m9", "m1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prompt.routing.default-model m9");
    }
}
