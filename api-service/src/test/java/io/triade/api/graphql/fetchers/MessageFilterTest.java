package io.triade.api.graphql.fetchers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.problems.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which messages a filter lets pass.
class MessageFilterTest {
    private static final String DATA = """
            {"n":5,"text":"hello world","tags":["a","b"],"order":{"total":12.50,"open":true},"none":null}""";

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(text, broken);
        }
    }

    private static boolean lets(String filter) {
        return MessageFilter.of("filter", json(filter.replace('\'', '"'))).lets(json(DATA));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'field':'n','eq':5.0}                                        | true
            {'field':'n','eq':'5'}                                        | false
            {'field':'n','ne':5}                                          | false
            {'field':'n','in':[1,5]}                                      | true
            {'field':'n','notIn':[1,5]}                                   | false
            {'field':'n','gt':4,'lt':6}                                   | true
            {'field':'n','gt':5}                                          | false
            {'field':'n','ge':5,'le':5}                                   | true
            {'field':'n','between':[1,5]}                                 | true
            {'field':'n','between':[6,9]}                                 | false
            {'field':'n','between':[6]}                                   | false
            {'field':'n','lt':'9'}                                        | false
            {'field':'text','contains':'lo w'}                            | true
            {'field':'text','notContains':'lo w'}                         | false
            {'field':'text','beginsWith':'hello'}                         | true
            {'field':'text','beginsWith':'world'}                         | false
            {'field':'text','gt':'hello'}                                 | true
            {'field':'tags','contains':'b'}                               | true
            {'field':'tags','contains':'c'}                               | false
            {'field':'order.total','eq':12.5}                             | true
            {'field':'order.open','eq':true}                              | true
            {'field':'order.open.deeper','exists':false}                  | true
            {'field':'nowhere','exists':true}                             | false
            {'field':'nowhere','ne':1}                                    | true
            {'field':'none','exists':true}                                | true
            {}                                                            | true
            {'and':[{'field':'n','eq':5},{'field':'n','eq':6}]}           | false
            {'or':[{'field':'n','eq':5},{'field':'n','eq':6}]}            | true
            {'or':[]}                                                     | false
            {'not':{'field':'n','eq':5}}                                  | false
            {'field':'n','eq':5,'not':{'field':'n','eq':6}}               | true
            """)
    void letsPassWhatMatches(String filter, boolean passes) {
        assertThat(lets(filter)).isEqualTo(passes);
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        assertThatThrownBy(() -> lets("{'not':{'not':{'not':{'not':{'field':'n','eq':5}}}}}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("more than 4 deep");
    }

    @Test
    void refusesTooManyConditionsAndThoseOfNoField() {
        String many = "{'field':'n','eq':5},".repeat(51);

        assertThatThrownBy(() -> lets("{'or':[" + many.substring(0, many.length() - 1) + "]}"))
                .hasMessageContaining("more than 50 conditions");
        assertThatThrownBy(() -> lets("{'eq':5}")).hasMessageContaining("no field");
        assertThatThrownBy(() -> lets("{'field':'a.b.c.d.e.f','eq':5}")).hasMessageContaining("5 members");
    }
}
