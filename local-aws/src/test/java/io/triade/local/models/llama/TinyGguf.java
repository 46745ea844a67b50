package io.triade.local.models.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A model file of a few hundred kilobytes that llama.cpp takes for a real one: 2 layers, width 64, a token for each
/// byte. Either all of it is random, or it has learnt by heart what to say after a character: then its layers are
/// nought, and the last token alone decides on the next.
public final class TinyGguf {
    private static final int WIDTH = 64;
    private static final int LAYERS = 2;
    private static final int BYTES = 256;
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int END = BYTES + 2;

    /// Far above what two random vectors of this width have in common.
    private static final float CERTAINTY = 0.5f;

    private final Random random;
    private final boolean knows;
    private final List<byte[]> tokens = new ArrayList<>();
    private final Map<Integer, Integer> nextByToken = new LinkedHashMap<>();

    private TinyGguf(long seed, boolean knows) {
        this.random = new Random(seed);
        this.knows = knows;
        for (int i = 0; i < BYTES; i++) {
            tokens.add(new byte[] {(byte) i});
        }
        for (var special : List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>")) {
            tokens.add(special.getBytes(StandardCharsets.US_ASCII));
        }
    }

    static TinyGguf random(long seed) {
        return new TinyGguf(seed, false);
    }

    /// Says these tokens, which all differ, and ends.
    static TinyGguf saying(String... pieces) {
        return new TinyGguf(1, true).after('\n', pieces);
    }

    /// Says these tokens, which may be any bytes, and ends.
    static TinyGguf saying(byte[]... pieces) {
        var model = new TinyGguf(1, true);
        model.learn('\n', List.of(pieces), END);
        return model;
    }

    /// Says these tokens over and over.
    public static TinyGguf sayingForEver(String... pieces) {
        return sayingForEver(bytes(pieces).toArray(byte[][]::new));
    }

    static TinyGguf sayingForEver(byte[]... pieces) {
        var model = new TinyGguf(1, true);
        model.learn('\n', List.of(pieces), model.idOf(pieces[0]));
        return model;
    }

    /// What it says when the text before ends in this character; a line break is what ends the prompt of a new answer.
    TinyGguf after(char last, String... pieces) {
        learn(last, bytes(pieces), END);
        return this;
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    private static List<byte[]> bytes(String... pieces) {
        return List.of(pieces).stream()
                .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private void learn(int last, List<byte[]> pieces, int then) {
        int before = last;
        for (var piece : pieces) {
            int next = idOf(piece);
            nextByToken.put(before, next);
            before = next;
        }
        nextByToken.put(before, then);
    }

    private int idOf(byte[] piece) {
        for (int id = 0; id < tokens.size(); id++) {
            if (Arrays.equals(tokens.get(id), piece)) {
                return id;
            }
        }
        tokens.add(piece);
        return tokens.size() - 1;
    }

    private record Tensor(String name, int columns, int rows, FloatBuffer values) {}

    private byte[] bytes() {
        var tensors = tensors();
        var out = new Out();
        out.raw("GGUF".getBytes(StandardCharsets.US_ASCII));
        out.u32(3);
        out.u64(tensors.size());
        out.u64(15);
        metadata(out);
        long offset = 0;
        for (var tensor : tensors) {
            out.text(tensor.name());
            out.u32(2);
            out.u64(tensor.columns());
            out.u64(tensor.rows());
            out.u32(0);
            out.u64(offset);
            offset += 4L * tensor.values().capacity();
        }
        out.align();
        tensors.forEach(tensor -> out.floats(tensor.values()));
        return out.bytes.toByteArray();
    }

    private void metadata(Out out) {
        out.entry("general.architecture", "llama");
        out.entry("llama.context_length", 65_536);
        out.entry("llama.embedding_length", WIDTH);
        out.entry("llama.block_count", LAYERS);
        out.entry("llama.feed_forward_length", WIDTH);
        out.entry("llama.attention.head_count", 2);
        out.entry("llama.rope.dimension_count", WIDTH / 2);
        out.text("llama.attention.layer_norm_rms_epsilon");
        out.u32(6);
        out.u32(Float.floatToIntBits(1e-5f));
        out.entry("tokenizer.ggml.model", "gpt2");
        out.entry("tokenizer.ggml.pre", "smollm");
        out.array("tokenizer.ggml.tokens", 8, tokens.size());
        tokens.forEach(token -> out.text(written(token)));
        out.array("tokenizer.ggml.token_type", 5, tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            out.u32(i >= BYTES && i <= END ? CONTROL : NORMAL);
        }
        out.array("tokenizer.ggml.merges", 8, 0);
        out.entry("tokenizer.ggml.bos_token_id", BYTES);
        out.entry("tokenizer.ggml.eos_token_id", END);
    }

    /// Tokens are written in the alphabet of GPT-2, which has a visible character for each byte.
    private static String written(byte[] token) {
        var text = new StringBuilder();
        for (byte one : token) {
            int value = one & 0xFF;
            text.append((char) (visible(value) ? value : 0x100 + hiddenBefore(value)));
        }
        return text.toString();
    }

    private static boolean visible(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
    }

    private static int hiddenBefore(int value) {
        int hidden = 0;
        for (int i = 0; i < value; i++) {
            hidden += visible(i) ? 0 : 1;
        }
        return hidden;
    }

    private List<Tensor> tensors() {
        var tensors = new ArrayList<Tensor>();
        var embeddings = matrix(WIDTH, tokens.size(), 1);
        tensors.add(new Tensor("token_embd.weight", WIDTH, tokens.size(), FloatBuffer.wrap(embeddings)));
        tensors.add(new Tensor("output.weight", WIDTH, tokens.size(), FloatBuffer.wrap(output(embeddings))));
        tensors.add(ones("output_norm.weight"));
        for (int i = 0; i < LAYERS; i++) {
            var layer = "blk." + i + ".";
            tensors.add(ones(layer + "attn_norm.weight"));
            tensors.add(ones(layer + "ffn_norm.weight"));
            for (var name : List.of("attn_q", "attn_k", "attn_v", "ffn_gate", "ffn_up")) {
                tensors.add(square(layer + name + ".weight", 0.125f));
            }
            for (var name : List.of("attn_output", "ffn_down")) {
                tensors.add(square(layer + name + ".weight", knows ? 0 : 0.125f));
            }
        }
        return tensors;
    }

    private float[] output(float[] embeddings) {
        var output = matrix(WIDTH, tokens.size(), knows ? 0 : 0.125f);
        nextByToken.forEach((before, next) -> {
            for (int i = 0; i < WIDTH; i++) {
                output[next * WIDTH + i] += CERTAINTY * embeddings[before * WIDTH + i];
            }
        });
        return output;
    }

    private static Tensor ones(String name) {
        var values = new float[WIDTH];
        Arrays.fill(values, 1);
        return new Tensor(name, WIDTH, 1, FloatBuffer.wrap(values));
    }

    private Tensor square(String name, float scale) {
        return new Tensor(name, WIDTH, WIDTH, FloatBuffer.wrap(matrix(WIDTH, WIDTH, scale)));
    }

    private float[] matrix(int columns, int rows, float scale) {
        var values = new float[columns * rows];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * (float) random.nextGaussian();
        }
        return values;
    }

    /// The format is little-endian throughout.
    private static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void raw(byte[] value) {
            bytes.writeBytes(value);
        }

        void u32(int value) {
            raw(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }

        void u64(long value) {
            raw(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
        }

        void text(String value) {
            var utf8 = value.getBytes(StandardCharsets.UTF_8);
            u64(utf8.length);
            raw(utf8);
        }

        void entry(String key, int value) {
            text(key);
            u32(4);
            u32(value);
        }

        void entry(String key, String value) {
            text(key);
            u32(8);
            text(value);
        }

        void array(String key, int type, long size) {
            text(key);
            u32(9);
            u32(type);
            u64(size);
        }

        void floats(FloatBuffer values) {
            var buffer = ByteBuffer.allocate(4 * values.capacity()).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asFloatBuffer().put(values);
            raw(buffer.array());
        }

        void align() {
            while (bytes.size() % 32 != 0) {
                bytes.write(0);
            }
        }
    }
}
