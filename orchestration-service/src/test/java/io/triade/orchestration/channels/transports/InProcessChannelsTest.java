package io.triade.orchestration.channels.transports;

import io.triade.orchestration.channels.Channels;

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
