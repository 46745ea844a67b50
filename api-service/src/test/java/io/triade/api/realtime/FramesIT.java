package io.triade.api.realtime;

import static io.triade.api.RawSocket.BINARY;
import static io.triade.api.RawSocket.CLOSE;
import static io.triade.api.RawSocket.CONTINUATION;
import static io.triade.api.RawSocket.PING;
import static io.triade.api.RawSocket.PONG;
import static io.triade.api.RawSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.Neighbours;
import io.triade.api.RawSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6455, frame by frame. A `ping` message whose ref comes back in its `pong` is the echo that such suites use.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class FramesIT {
    private static final int FINAL = 0x80;
    private static final int RSV1 = 0x40;
    private static final int RSV2 = 0x20;
    private static final int RSV3 = 0x10;
    private static final byte[] NOTHING = {};
    private static final byte[] HELLO = ping("hello");

    FakeIssuer issuer;

    private RawSocket open() throws IOException {
        var socket = RawSocket.handshake(
                Client.base().getPort(), "/v1/realtime", Map.of("Authorization", "Bearer " + issuer.token()));
        assertThat(socket.next().path("type").asText()).isEqualTo("ready");
        return socket;
    }

    private static byte[] ping(String ref) {
        return ("{\"type\":\"ping\",\"ref\":\"" + ref + "\"}").getBytes(UTF_8);
    }

    private static byte[] part(byte[] whole, int from, int to) {
        return Arrays.copyOfRange(whole, from, to);
    }

    private static void assertAlive(RawSocket socket) throws IOException {
        socket.frame(true, TEXT, ping("alive"));
        assertThat(socket.next().path("ref").asText()).isEqualTo("alive");
    }

    @Test
    void putsFragmentsTogetherWithControlFramesBetweenThem() throws IOException {
        try (var socket = open()) {
            // Given
            byte[] whole = ping("αβγ😀");

            // When
            socket.frame(false, TEXT, part(whole, 0, 5));
            socket.frame(true, PING, "are you there".getBytes(UTF_8));
            RawSocket.Frame pong = socket.read();
            for (int i = 5; i < whole.length - 1; i++) {
                socket.frame(false, CONTINUATION, part(whole, i, i + 1));
                socket.frame(true, PONG, NOTHING);
            }
            socket.frame(true, CONTINUATION, part(whole, whole.length - 1, whole.length));

            // Then
            assertThat(pong).isEqualTo(new RawSocket.Frame(true, PONG, "are you there", 0));
            assertThat(socket.next().path("ref").asText()).isEqualTo("αβγ😀");
        }
    }

    @Test
    void takesEmptyFragmentsAnywhere() throws IOException {
        try (var socket = open()) {
            socket.frame(false, TEXT, NOTHING);
            socket.frame(false, CONTINUATION, HELLO);
            socket.frame(true, CONTINUATION, NOTHING);

            assertThat(socket.next().path("ref").asText()).isEqualTo("hello");
            assertAlive(socket);
        }
    }

    @Test
    void echoesTheBytesOfAPing() throws IOException {
        try (var socket = open()) {
            socket.frame(true, PING, "x".repeat(125).getBytes(UTF_8));
            RawSocket.Frame full = socket.read();
            socket.frame(true, PING, NOTHING);
            RawSocket.Frame empty = socket.read();

            assertThat(full).isEqualTo(new RawSocket.Frame(true, PONG, "x".repeat(125), 0));
            assertThat(empty).isEqualTo(new RawSocket.Frame(true, PONG, "", 0));
        }
    }

    @Test
    void ignoresAPongThatNobodyAskedFor() throws IOException {
        try (var socket = open()) {
            socket.frame(true, PONG, "unasked".getBytes(UTF_8));

            assertAlive(socket);
        }
    }

    @Test
    void takesAMessageInWhateverPiecesTcpBringsIt() throws IOException {
        try (var socket = open()) {
            byte[] payload = HELLO;
            byte[] frame = new byte[6 + payload.length];
            frame[0] = (byte) (FINAL | TEXT);
            frame[1] = (byte) (0x80 | payload.length);
            System.arraycopy(payload, 0, frame, 6, payload.length);
            for (byte one : frame) socket.bytes(new byte[] {one});

            assertThat(socket.next().path("ref").asText()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0xC0AF", // overlong
        "0xCEBA FF", // no such byte
        "0xEDA080", // half a surrogate pair
        "0xF4908080", // beyond Unicode
        "0xE282" // ends in the middle
    })
    void refusesTextThatIsNotUtf8(String hex) throws IOException {
        byte[] broken = bytes(hex);
        try (var whole = open();
                var split = open()) {
            whole.frame(true, TEXT, broken);
            split.frame(false, TEXT, part(broken, 0, 1));
            split.frame(true, PING, NOTHING);
            split.frame(true, CONTINUATION, part(broken, 1, broken.length));

            assertThat(whole.closing().code()).isEqualTo(1007);
            assertThat(split.closing().code()).isEqualTo(1007);
            assertThat(whole.endsWithin(10_000)).isTrue();
        }
    }

    @Test
    void saysAtOnceThatAnUnfinishedMessageIsNotUtf8() throws IOException {
        try (var socket = open()) {
            socket.frame(false, TEXT, bytes("0xF4908080"));

            assertThat(socket.closing().code()).isEqualTo(1007);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {FINAL | TEXT | RSV1, FINAL | TEXT | RSV2, FINAL | PING | RSV3, FINAL | 3, FINAL | 7, FINAL | 11, 15
            })
    void refusesReservedBitsAndOpcodes(int first) throws IOException {
        try (var socket = open()) {
            socket.frame(first, true, HELLO);

            assertThat(socket.closing().code()).isEqualTo(1002);
            assertThat(socket.endsWithin(10_000)).isTrue();
        }
    }

    @Test
    void refusesAFrameWithoutAMask() throws IOException {
        try (var socket = open()) {
            socket.frame(FINAL | TEXT, false, HELLO);

            assertThat(socket.closing().code()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG, CLOSE})
    void refusesControlFramesThatAreLongOrInPieces(int opcode) throws IOException {
        try (var tooLong = open();
                var inPieces = open()) {
            tooLong.frame(true, opcode, new byte[126]);
            inPieces.frame(false, opcode, NOTHING);

            assertThat(tooLong.closing().code()).isEqualTo(1002);
            assertThat(inPieces.closing().code()).isEqualTo(1002);
        }
    }

    @Test
    void refusesFragmentsOutOfOrder() throws IOException {
        try (var continued = open();
                var begunTwice = open()) {
            continued.frame(true, CONTINUATION, HELLO);
            begunTwice.frame(false, TEXT, HELLO);
            begunTwice.frame(true, TEXT, HELLO);

            assertThat(continued.closing().code()).isEqualTo(1002);
            assertThat(begunTwice.closing().code()).isEqualTo(1002);
        }
    }

    @Test
    void doesNotSpeakBinary() throws IOException {
        try (var whole = open();
                var begun = open()) {
            whole.frame(true, BINARY, HELLO);
            begun.frame(false, BINARY, HELLO);
            begun.frame(true, CONTINUATION, NOTHING);

            assertThat(whole.closing().code()).isEqualTo(1003);
            assertThat(begun.closing().code()).isEqualTo(1003);
        }
    }

    @Test
    void takesTheLongestMessageAndNotAByteMore() throws IOException {
        int most = 1_048_576;
        byte[] longest = Arrays.copyOf(HELLO, most);
        Arrays.fill(longest, HELLO.length, most, (byte) ' ');
        try (var fits = open();
                var frame = open();
                var pieces = open()) {
            fits.frame(true, TEXT, longest);
            frame.frame(true, TEXT, Arrays.copyOf(longest, most + 1));
            pieces.frame(false, TEXT, longest);
            pieces.frame(true, CONTINUATION, new byte[] {' '});

            assertThat(fits.next().path("ref").asText()).isEqualTo("hello");
            assertThat(frame.next("error").at("/problem/type").asText()).isEqualTo("/problems/body-too-large");
            assertThat(frame.closing().code()).isEqualTo(1009);
            assertThat(pieces.closing().code()).isEqualTo(1009);
        }
    }

    @Test
    void refusesALengthBeforeItsBytes() throws IOException {
        try (var huge = open();
                var negative = open();
                var padded = open()) {
            huge.bytes(new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4});
            negative.bytes(new byte[] {(byte) 0x81, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4});
            padded.bytes(new byte[] {(byte) 0x81, (byte) 0xfe, 0, 1, 1, 2, 3, 4, 'x'});

            assertThat(huge.closing().code()).isEqualTo(1009);
            assertThat(negative.closing().code()).isEqualTo(1002);
            assertThat(padded.closing().code()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999})
    void closesWithTheCodeOfWhoeverCloses(int code) throws IOException {
        try (var socket = open()) {
            socket.frame(true, CLOSE, closing(code, "good bye"));

            assertThat(socket.closing().code()).isEqualTo(code);
            assertThat(socket.endsWithin(10_000)).isTrue();
        }
    }

    @Test
    void closesWithoutACodeToo() throws IOException {
        try (var socket = open()) {
            socket.frame(true, CLOSE, NOTHING);

            assertThat(socket.closing().code()).isIn(1000, 1005);
            assertThat(socket.endsWithin(10_000)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999})
    void refusesCodesThatNobodyMaySend(int code) throws IOException {
        try (var socket = open()) {
            socket.frame(true, CLOSE, closing(code, ""));

            assertThat(socket.closing().code()).isEqualTo(1002);
            assertThat(socket.endsWithin(10_000)).isTrue();
        }
    }

    @Test
    void refusesACloseFrameThatIsBroken() throws IOException {
        try (var half = open();
                var notText = open()) {
            half.frame(true, CLOSE, new byte[] {3});
            notText.frame(true, CLOSE, bytes("0x03E8 C0AF"));

            assertThat(half.closing().code()).isEqualTo(1002);
            assertThat(notText.closing().code()).isEqualTo(1007);
        }
    }

    @Test
    void answersNothingAfterAClose() throws IOException {
        try (var socket = open()) {
            socket.frame(true, CLOSE, closing(1000, ""));
            socket.frame(true, TEXT, HELLO);

            assertThat(socket.read().opcode()).isEqualTo(CLOSE);
            assertThat(socket.endsWithin(10_000)).isTrue();
        }
    }

    @Test
    void closesOnWhoeverSendsFramesWithoutEnd() throws IOException {
        try (var messages = open();
                var pings = open()) {
            for (int i = 0; i < 260; i++) messages.frame(true, TEXT, HELLO);
            for (int i = 0; i < 260; i++) pings.frame(true, PING, NOTHING);

            assertThat(messages.next("error").at("/problem/type").asText()).isEqualTo("/problems/rate-limited");
            assertThat(messages.closing().code()).isEqualTo(1008);
            assertThat(pings.closing().code()).isEqualTo(1008);
        }
    }

    private static byte[] closing(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.of().parseHex(hex.substring(2).replace(" ", ""));
    }
}
