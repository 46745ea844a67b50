package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the suite costs the laptop it runs on.
@ExtendWith(SuiteExtension.class)
class FootprintIT {
    private static final long LIMIT = 2_400L << 20;

    private final Suite suite;

    FootprintIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    void allProcessesTogetherStayBelowTheirLimit() throws Exception {
        var processes = suite.processes();
        processes.forEach(
                process -> System.out.printf("memory: %-22s %4d MiB%n", process.name(), process.residentBytes() >> 20));
        assertThat(processes).allMatch(process -> process.state().equals("ready"));
        assertThat(processes.stream().mapToLong(Suite.Member::residentBytes).sum())
                .isBetween(1L, LIMIT);
    }
}
