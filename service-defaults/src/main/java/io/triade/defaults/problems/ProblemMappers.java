package io.triade.defaults.problems;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Field;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// The one place where a failure becomes a response.
public final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response problem(ProblemException failure, RoutingContext routing) {
        if (failure.type().status() >= 500) {
            LOG.warnf("%s: %s%s", failure.type().slug(), failure.getMessage(), because(failure));
            // A hundred lines for each request that a busy service turns away would keep it busy.
            LOG.debug(failure.type().slug(), failure);
        }
        return response(failure, routing);
    }

    private static String because(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) cause = cause.getCause();
        return cause == failure ? "" : " (" + cause + ")";
    }

    @ServerExceptionMapper
    public Response json(MismatchedInputException failure, RoutingContext routing) {
        return response(fromJson(failure), routing);
    }

    @ServerExceptionMapper
    public Response web(WebApplicationException failure, RoutingContext routing) {
        if (failure.getCause() instanceof JsonProcessingException json) return response(fromJson(json), routing);
        if (failure.getCause() instanceof ProblemException problem) return problem(problem, routing);
        int status = failure.getResponse().getStatus();
        ProblemType type =
                switch (status) {
                    case 401 -> ProblemType.UNAUTHENTICATED;
                    case 403 -> ProblemType.FORBIDDEN;
                    case 404 -> ProblemType.NOT_FOUND;
                    case 405 -> ProblemType.METHOD_NOT_ALLOWED;
                    case 406 -> ProblemType.NOT_ACCEPTABLE;
                    case 413 -> ProblemType.BODY_TOO_LARGE;
                    case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
                    default -> status < 500 ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL;
                };
        if (type == ProblemType.INTERNAL) return any(failure, routing);
        return response(new ProblemException(type, ProblemAnswer.detail(type, routing), failure), routing);
    }

    @ServerExceptionMapper
    public Response any(Throwable failure, RoutingContext routing) {
        LOG.error("unexpected failure", failure);
        return response(
                new ProblemException(
                        ProblemType.INTERNAL, "Quote traceId " + Calls.traceId(routing) + " when you report it."),
                routing);
    }

    private static Response response(ProblemException failure, RoutingContext routing) {
        Problem problem = failure.problem(Calls.traceId(routing));
        var response =
                Response.status(problem.status()).type(ProblemAnswer.MEDIA_TYPE).entity(problem);
        if (problem.status() == 401) response.header("WWW-Authenticate", "Bearer");
        if (problem.status() == 429 || problem.status() == 503) {
            response.header("Retry-After", ProblemAnswer.RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    /// What a body or message that cannot be read as our records has wrong.
    public static ProblemException fromJson(JsonProcessingException failure) {
        return switch (failure) {
            case UnrecognizedPropertyException unknown ->
                ProblemException.invalidField(
                        pointer(unknown),
                        "is not a known field; known here: "
                                + unknown.getKnownPropertyIds().stream()
                                        .map(Object::toString)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
            case InvalidTypeIdException type -> ProblemException.invalidField(pointer(type) + "/type", types(type));
            case InvalidFormatException format ->
                ProblemException.invalidField(
                        pointer(format),
                        "must be " + kind(format.getTargetType()) + ", was "
                                + shortened(String.valueOf(format.getValue())));
            case ValueInstantiationException refused -> refusedByItsRecord(refused);
            case MismatchedInputException mismatch
            when mismatch.getPath().isEmpty() && says(mismatch, "No content") ->
                new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
            case InvalidNullException missing -> ProblemException.invalidField(pointer(missing), "is required");
            case MismatchedInputException missing
            when says(missing, "Missing required") -> ProblemException.invalidField(pointer(missing), "is required");
            case MismatchedInputException trailing
            when says(trailing, "Trailing token") ->
                new ProblemException(
                        ProblemType.MALFORMED_BODY, "The body goes on after its JSON object; send one object.");
            case MismatchedInputException mismatch ->
                ProblemException.invalidField(pointer(mismatch), "must be " + kind(mismatch.getTargetType()));
            case JsonParseException doubled
            when says(doubled, "Duplicate field") ->
                new ProblemException(
                        ProblemType.MALFORMED_BODY,
                        "A field stands twice in one object%s; send it once.".formatted(where(doubled)));
            case StreamConstraintsException limit ->
                new ProblemException(
                        ProblemType.MALFORMED_BODY, "The JSON is nested too deeply or a value in it is too long.");
            case JsonMappingException mapping
            when mapping.getCause() instanceof JsonParseException parse -> fromJson(parse);
            case JsonMappingException mapping -> ProblemException.invalidField(pointer(mapping), "cannot be read");
            default ->
                new ProblemException(ProblemType.MALFORMED_BODY, "The body is not valid JSON" + where(failure) + ".");
        };
    }

    /// Our records begin their complaint with the name of the component, which completes the pointer.
    private static ProblemException refusedByItsRecord(ValueInstantiationException refused) {
        Throwable cause = refused.getCause();
        if (!(cause instanceof IllegalArgumentException) || cause.getMessage() == null) {
            return ProblemException.invalidField(pointer(refused), "is missing a required field");
        }
        String[] words = cause.getMessage().split(" ", 2);
        var components = refused.getType().getRawClass().getRecordComponents();
        boolean named = components != null
                && words.length == 2
                && Stream.of(components)
                        .anyMatch(component -> component.getName().equals(words[0]));
        return named
                ? ProblemException.invalidField(pointer(refused) + "/" + words[0], words[1])
                : ProblemException.invalidField(pointer(refused), "is refused: " + cause.getMessage());
    }

    private static boolean says(JsonProcessingException failure, String beginning) {
        return String.valueOf(failure.getOriginalMessage()).startsWith(beginning);
    }

    private static String where(JsonProcessingException failure) {
        var at = failure.getLocation();
        return at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    }

    private static String pointer(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> step.getFieldName() == null
                        ? "/" + step.getIndex()
                        : "/" + step.getFieldName().replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }

    private static String kind(Class<?> target) {
        if (target == null) return "another type";
        if (target == String.class) return "a string";
        if (target == Boolean.class || target == boolean.class) return "true or false";
        if (target == Integer.class || target == int.class || target == Long.class || target == long.class) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(target) || target == double.class) return "a number";
        if (Iterable.class.isAssignableFrom(target) || target.isArray()) return "an array";
        if (target.isEnum()) return names(target);
        return "an object";
    }

    private static String names(Class<?> target) {
        return either(
                Stream.of(target.getFields()).filter(Field::isEnumConstant).map(constant -> {
                    var property = constant.getAnnotation(JsonProperty.class);
                    return property == null ? constant.getName() : property.value();
                }));
    }

    private static String types(InvalidTypeIdException failure) {
        var choices = failure.getBaseType().getRawClass().getAnnotation(JsonSubTypes.class);
        String known = choices == null
                ? "one that is known"
                : either(Stream.of(choices.value()).map(JsonSubTypes.Type::name));
        return failure.getTypeId() == null
                ? "is required; it must be " + known
                : "must be " + known + ", was " + shortened(failure.getTypeId());
    }

    private static String either(Stream<String> names) {
        List<String> all = names.toList();
        int last = all.size() - 1;
        return last == 0 ? all.getFirst() : String.join(", ", all.subList(0, last)) + " or " + all.getLast();
    }

    private static String shortened(String value) {
        return value.length() <= 60 ? value : value.substring(0, 60) + "…";
    }
}
