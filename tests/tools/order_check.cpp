// Holds a capture's order against that of the wire.

#include <getopt.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr const char* kHelp = R"(usage: order_check TRUTH FILE
TRUTH and FILE are captures of the same Ethernet frames, TRUTH in the order of the wire. Prints about
FILE, as key=value:

  frames                records in the file
  missing               frames of TRUTH that are not in it
  foreign               frames in it that TRUTH does not have
  echo_pairs            ICMP echo replies in TRUTH whose request is there
  echo_misplaced        of these, replies that stand before their request
  pairs                 effects in TRUTH with their cause: echo replies and requests, DNS answers and
                        questions, the first acknowledgement of bytes and who carried them first
  pairs_misplaced       of these, effects that stand before their cause
  out_of_place          frames that stand behind a frame which was on the wire after them
)";

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kArpEnd = kEthernetHeader + 28;

std::uint16_t word(const Bytes& frame, std::size_t at) {
  return at + 2 > frame.size() ? 0 : static_cast<std::uint16_t>(frame[at] << 8 | frame[at + 1]);
}

std::uint32_t long_word(const Bytes& frame, std::size_t at) {
  return static_cast<std::uint32_t>(word(frame, at)) << 16 | word(frame, at + 2);
}

std::string text(const Bytes& frame) { return {frame.begin(), frame.end()}; }

// Without what a vNIC adds to a short frame.
void remove_padding(Bytes& frame) {
  std::size_t end = frame.size();
  if (word(frame, 12) == 0x0806) end = kArpEnd;
  if (word(frame, 12) == 0x0800) end = kEthernetHeader + word(frame, kEthernetHeader + 2);
  frame.resize(std::min(end, frame.size()));
}

std::vector<Bytes> read(const char* file) {
  char error[PCAP_ERRBUF_SIZE] = "";
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(pcap_open_offline(file, error),
                                                               &pcap_close);
  if (!capture) throw std::runtime_error(error);
  std::vector<Bytes> frames;
  pcap_pkthdr* header = nullptr;
  const u_char* bytes = nullptr;
  int status;
  while ((status = pcap_next_ex(capture.get(), &header, &bytes)) == 1) {
    frames.emplace_back(bytes, bytes + header->caplen);
    remove_padding(frames.back());
  }
  if (status == PCAP_ERROR) throw std::runtime_error(pcap_geterr(capture.get()));
  return frames;
}

struct Pair {
  std::size_t cause;
  std::size_t effect;
  bool echo;
};

// Reads frames in the order of the wire, so that a cause has been seen when its effect comes.
class PairFinder {
 public:
  void read(std::size_t number, const Bytes& frame) {
    if (word(frame, 12) != 0x0800) return;
    const std::size_t transport = kEthernetHeader + (frame[kEthernetHeader] & 0xf) * 4U;
    const std::size_t end = kEthernetHeader + word(frame, kEthernetHeader + 2);
    switch (frame[kEthernetHeader + 9]) {
      case 1:
        icmp(number, frame, transport);
        break;
      case 6:
        tcp(number, frame, transport, end);
        break;
      case 17:
        dns(number, frame, transport);
        break;
      default:
        break;
    }
  }

  const std::vector<Pair>& pairs() const { return pairs_; }

 private:
  struct Conversation {
    std::uint32_t sent = 0;                                         // up to this byte
    std::vector<std::pair<std::uint32_t, std::size_t>> carriers{};  // last byte + 1, frame
    std::uint32_t acknowledged = 0;
    bool any = false;
    bool any_acknowledged = false;
  };

  using Key = std::vector<std::uint32_t>;

  void question(const Key& key, std::size_t number) { questions_.emplace(key, number); }

  void answer(const Key& key, std::size_t number, bool echo) {
    const auto found = questions_.find(key);
    if (found == questions_.end()) return;
    pairs_.push_back({found->second, number, echo});
    questions_.erase(found);
  }

  void icmp(std::size_t number, const Bytes& frame, std::size_t at) {
    const std::uint32_t source = long_word(frame, 26);
    const std::uint32_t destination = long_word(frame, 30);
    const std::uint32_t id = long_word(frame, at + 4);
    if (frame[at] == 8) question({1, source, destination, id}, number);
    if (frame[at] == 0) answer({1, destination, source, id}, number, true);
  }

  void dns(std::size_t number, const Bytes& frame, std::size_t at) {
    constexpr std::uint16_t kPort = 53;
    const std::uint32_t source = long_word(frame, 26);
    const std::uint32_t destination = long_word(frame, 30);
    const std::uint32_t id = word(frame, at + 8);
    if (word(frame, at + 2) == kPort) {
      question({17, source, destination, word(frame, at), id}, number);
    }
    if (word(frame, at) == kPort) {
      answer({17, destination, source, word(frame, at + 2), id}, number, false);
    }
  }

  static bool after(std::uint32_t one, std::uint32_t other) {
    return static_cast<std::int32_t>(one - other) > 0;
  }

  void tcp(std::size_t number, const Bytes& frame, std::size_t at, std::size_t end) {
    const std::uint32_t source = long_word(frame, 26);
    const std::uint32_t destination = long_word(frame, 30);
    const std::uint32_t ports = long_word(frame, at);
    const std::uint8_t flags = frame[at + 13];
    const std::size_t data = end - at - (frame[at + 12] >> 4) * 4U;
    const auto length = static_cast<std::uint32_t>(data + (flags & 1) + (flags >> 1 & 1));
    Conversation& own = conversations_[{source, destination, ports}];
    Conversation& other = conversations_[{destination, source, ports << 16 | ports >> 16}];
    if ((flags & 0x10) != 0) acknowledge(other, long_word(frame, at + 8), number);
    const std::uint32_t last = long_word(frame, at + 4) + length;
    if (length > 0 && (!own.any || after(last, own.sent))) {
      own.any = true;
      own.sent = last;
      own.carriers.emplace_back(last, number);
    }
  }

  void acknowledge(Conversation& sender, std::uint32_t up_to, std::size_t number) {
    if (!sender.any || after(up_to, sender.sent)) return;
    if (sender.any_acknowledged && !after(up_to, sender.acknowledged)) return;
    sender.any_acknowledged = true;
    sender.acknowledged = up_to;
    for (const auto& [last, carrier] : sender.carriers) {
      if (after(up_to, last)) continue;
      pairs_.push_back({carrier, number, false});
      return;
    }
  }

  std::map<Key, std::size_t> questions_;
  std::map<Key, Conversation> conversations_;
  std::vector<Pair> pairs_;
};

}  // namespace

int main(int argc, char** argv) try {
  const option options[] = {{"help", no_argument, nullptr, 'h'}, {}};
  for (int choice; (choice = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
    if (choice != 'h') throw std::invalid_argument("see --help");
    std::cout << kHelp;
    return 0;
  }
  if (optind + 2 != argc) throw std::invalid_argument("two files, please; see --help");
  const std::vector<Bytes> truth = read(argv[optind]);
  const std::vector<Bytes> file = read(argv[optind + 1]);

  // Frames that are alike, as a retransmission may be, are taken in their order.
  std::map<std::string, std::vector<std::size_t>> places;
  PairFinder finder;
  for (std::size_t i = truth.size(); i-- > 0;) places[text(truth[i])].push_back(i);
  for (std::size_t i = 0; i < truth.size(); ++i) finder.read(i, truth[i]);

  std::vector<std::optional<std::size_t>> position(truth.size());
  std::size_t foreign = 0;
  std::size_t out_of_place = 0;
  std::size_t latest = 0;
  for (std::size_t i = 0; i < file.size(); ++i) {
    const auto found = places.find(text(file[i]));
    if (found == places.end() || found->second.empty()) {
      ++foreign;
      continue;
    }
    const std::size_t on_wire = found->second.back();
    found->second.pop_back();
    position[on_wire] = i;
    if (on_wire < latest) ++out_of_place;
    latest = std::max(latest, on_wire);
  }

  std::size_t pairs[2] = {};
  std::size_t misplaced[2] = {};
  for (const Pair& pair : finder.pairs()) {
    ++pairs[pair.echo ? 1 : 0];
    if (position[pair.cause] && position[pair.effect] &&
        *position[pair.effect] < *position[pair.cause]) {
      ++misplaced[pair.echo ? 1 : 0];
    }
  }
  std::cout << "frames=" << file.size()
            << "\nmissing=" << std::count(position.begin(), position.end(), std::nullopt)
            << "\nforeign=" << foreign << "\necho_pairs=" << pairs[1]
            << "\necho_misplaced=" << misplaced[1] << "\npairs=" << pairs[0] + pairs[1]
            << "\npairs_misplaced=" << misplaced[0] + misplaced[1]
            << "\nout_of_place=" << out_of_place << '\n';
  return 0;
} catch (const std::exception& error) {
  std::cerr << "order_check: " << error.what() << '\n';
  return 1;
}
