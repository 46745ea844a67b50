package io.triade.api.graphql.caching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnChangesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/runs                             | runs
            /v1/runs?x=/v1/sessions              | runs
            /v1/runs/r_1                         | run:r_1,runs
            /v1/runs/r_1/record                  | run:r_1,runs
            /v1/sessions                         | sessions
            /v1/sessions/s_1?resolution=merge    | session:s_1,sessions,within:s_1,runs
            /v1/sessions/s_1/turns               | session:s_1,sessions,runs
            /v1/channels/me:x/messages           | ''
            /v1/generations                      | ''
            """)
    void knowsWhatAChangeTouches(String path, String things) {
        assertThat(OwnChanges.things(path)).isEqualTo(things.isEmpty() ? List.of() : List.of(things.split(",", -1)));
    }
}
