package io.triade.orchestration.channels;

class InProcessChannelsTest extends ChannelsContract {
    private final Channels channels = new InProcessChannels();

    @Override
    Channels here() {
        return channels;
    }

    @Override
    Channels there() {
        return channels;
    }
}
