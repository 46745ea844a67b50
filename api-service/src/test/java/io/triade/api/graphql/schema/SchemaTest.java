package io.triade.api.graphql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.NonNullType;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import io.triade.contracts.access.Principal;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Model;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.runs.OnDisconnect;
import io.triade.contracts.runs.OnInterruption;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunPage;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Resolution;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionPage;
import io.triade.contracts.sessions.SyncItem;
import io.triade.contracts.sessions.SyncPage;
import io.triade.contracts.sessions.Tombstone;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnPage;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The published schema says of each type what its record in contracts does.
class SchemaTest {
    private static final TypeDefinitionRegistry SCHEMA =
            new SchemaParser().parse(Path.of("../docs/api/schema.graphql").toFile());

    private static Map<String, FieldDefinition> fields(String type) {
        return SCHEMA.getType(type, ObjectTypeDefinition.class).orElseThrow().getFieldDefinitions().stream()
                .collect(Collectors.toMap(FieldDefinition::getName, Function.identity()));
    }

    static Stream<Class<?>> records() {
        return Stream.concat(
                Stream.of(
                        Principal.class,
                        Model.class,
                        TokenUsage.class,
                        Problem.class,
                        Problem.FieldError.class,
                        Run.class,
                        ContentBlock.ToolUse.class,
                        RunPage.class,
                        Session.class,
                        SessionPage.class,
                        Turn.class,
                        TurnPage.class,
                        SyncPage.class,
                        Tombstone.class),
                Stream.of(RunEvent.class, SyncItem.class)
                        .flatMap(several -> Arrays.stream(several.getPermittedSubclasses())));
    }

    @ParameterizedTest
    @MethodSource("records")
    void givesEachTypeTheFieldsOfItsRecord(Class<?> record) {
        var fields = fields(record.getSimpleName());
        // What the schema adds: the number beside an event, and a session's turns.
        if (RunEvent.class.isAssignableFrom(record)) fields.remove("offset");
        if (record == Session.class) fields.remove("turns");

        assertThat(fields.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(record.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
        for (RecordComponent component : record.getRecordComponents()) {
            assertThat(fields.get(component.getName()).getType() instanceof NonNullType)
                    .as("%s.%s is there", record.getSimpleName(), component.getName())
                    .isEqualTo(!component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }
    }

    @Test
    void hasEveryEventOfTheVocabulary() {
        var events = SCHEMA.getTypes(ObjectTypeDefinition.class).stream()
                .filter(type -> type.getImplements().toString().contains("RunEvent"))
                .map(ObjectTypeDefinition::getName)
                .toList();

        assertThat(events)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(RunEvent.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    static Stream<Class<? extends Enum<?>>> enums() {
        return Stream.of(RunState.class, StopReason.class, OnDisconnect.class, OnInterruption.class, Resolution.class);
    }

    @ParameterizedTest
    @MethodSource("enums")
    void hasTheValuesOfEachEnum(Class<? extends Enum<?>> words) {
        List<String> said = SCHEMA
                .getType(words.getSimpleName(), EnumTypeDefinition.class)
                .orElseThrow()
                .getEnumValueDefinitions()
                .stream()
                .map(value -> value.getName())
                .toList();

        assertThat(said)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(words.getEnumConstants()).map(Enum::name).toList());
    }

    @Test
    void hasARuleForEachField() {
        var open = SCHEMA.getTypes(ObjectTypeDefinition.class).stream()
                .filter(type -> !type.hasDirective("access"))
                .flatMap(type -> type.getFieldDefinitions().stream()
                        .filter(field -> !field.hasDirective("access"))
                        .map(field -> type.getName() + "." + field.getName()));

        assertThat(open).isEmpty();
    }

    /// Whoever may read something of one's own must have asked for it as their own.
    @ParameterizedTest
    @ValueSource(strings = {"Query", "Mutation", "Subscription"})
    void takesOwnedTypesFromOwnedFieldsOnly(String root) {
        var loose = fields(root).values().stream()
                .filter(field ->
                        !field.getDirectives("access").getFirst().toString().contains("owner"))
                .map(field -> field.getType().toString())
                .filter(type -> records()
                        .filter(record -> record != Model.class)
                        .anyMatch(record -> type.contains("'" + record.getSimpleName() + "'")));

        assertThat(loose).isEmpty();
    }

    /// The service sees to it that they are; whoever reads the schema is to see it as well.
    @Test
    void callsWhatIsOnesOwnPrivate() {
        var open = fields("Query").values().stream()
                .filter(field ->
                        field.getDirectives("access").getFirst().toString().contains("owner"))
                .filter(field -> field.hasDirective("cacheControl"))
                .filter(field -> !field.getDirectives("cacheControl")
                        .getFirst()
                        .toString()
                        .contains("PRIVATE"))
                .map(FieldDefinition::getName);

        assertThat(open).isEmpty();
    }

    @Test
    void letsNothingBeKeptThatDoesOrTells() {
        assertThat(Stream.of("Mutation", "Subscription")
                        .flatMap(root -> fields(root).values().stream())
                        .filter(field -> field.hasDirective("cacheControl")))
                .isEmpty();
    }

    @Test
    void demandsAScopeForEverythingButWhoAsksAndWhatMayBeAsked() {
        var free = Stream.of("Query", "Mutation", "Subscription")
                .flatMap(root -> fields(root).values().stream())
                .filter(field ->
                        !field.getDirectives("access").getFirst().toString().contains("triade/"))
                .map(FieldDefinition::getName);

        assertThat(free).containsExactlyInAnyOrder("me", "models");
    }
}
