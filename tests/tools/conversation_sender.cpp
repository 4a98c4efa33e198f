// Plays TCP conversations between hosts that do not exist, each side on interfaces of its own, as
// the outputs of a tap or a mirror would show them. Runs until it is ended by a signal.
//
// Checksums are left zero: the frames are for those who listen, and no host takes them.

#include <arpa/inet.h>
#include <getopt.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace {

constexpr const char* kHelp = R"(usage: conversation_sender [options]
Plays four TCP conversations between invented hosts, some 400 frames per second and interface.

  --client IF      what the clients send leaves here; repeatable, all get the same frames
  --server IF      what the servers send leaves here
  --broadcast IF   broadcasts leave here
  --to MAC         the clients' frames go to this address, as if they were for the sensor itself
  --help
)";

using Frame = std::array<std::uint8_t, 60>;
using Mac = std::array<std::uint8_t, 6>;

constexpr std::uint8_t kConversations = 4;
constexpr Mac kServer = {0x02, 0, 0, 0, 2, 1};
constexpr Mac kEveryone = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

Mac client(std::uint8_t number) { return {0x02, 0, 0, 0, 1, number}; }

struct Settings {
  std::vector<std::string> clients;
  std::vector<std::string> servers;
  std::vector<std::string> broadcasts;
  Mac to = kServer;
};

Mac parse_mac(const char* text) {
  Mac mac{};
  if (std::sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1], &mac[2], &mac[3],
                  &mac[4], &mac[5]) != 6) {
    throw std::invalid_argument(std::string("not a MAC address: ") + text);
  }
  return mac;
}

Settings parse(int argc, char** argv) {
  const option options[] = {{"client", required_argument, nullptr, 'c'},
                            {"server", required_argument, nullptr, 's'},
                            {"broadcast", required_argument, nullptr, 'b'},
                            {"to", required_argument, nullptr, 't'},
                            {"help", no_argument, nullptr, 'h'},
                            {}};
  Settings settings;
  for (int choice; (choice = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
    switch (choice) {
      case 'c':
        settings.clients.emplace_back(optarg);
        break;
      case 's':
        settings.servers.emplace_back(optarg);
        break;
      case 'b':
        settings.broadcasts.emplace_back(optarg);
        break;
      case 't':
        settings.to = parse_mac(optarg);
        break;
      case 'h':
        std::cout << kHelp;
        std::exit(0);
      default:
        throw std::invalid_argument("see --help");
    }
  }
  return settings;
}

// An acknowledging TCP segment: Ethernet, IPv4 (RFC 791), TCP (RFC 9293).
Frame segment(const Mac& to, const Mac& from, std::uint8_t conversation, bool from_client,
              std::uint32_t number) {
  constexpr std::uint8_t kWeb = 80;
  Frame frame{};
  std::copy(to.begin(), to.end(), frame.begin());
  std::copy(from.begin(), from.end(), frame.begin() + 6);
  const std::array<std::uint8_t, 12> ip = {8, 0, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6};
  std::copy(ip.begin(), ip.end(), frame.begin() + 12);
  const std::array<std::uint8_t, 4> client_address = {10, 0, 1, conversation};
  const std::array<std::uint8_t, 4> server_address = {10, 0, 2, 1};
  const auto& source = from_client ? client_address : server_address;
  const auto& destination = from_client ? server_address : client_address;
  std::copy(source.begin(), source.end(), frame.begin() + 26);
  std::copy(destination.begin(), destination.end(), frame.begin() + 30);
  frame[from_client ? 35 : 37] = conversation;
  frame[from_client ? 37 : 35] = kWeb;
  for (std::size_t i = 0; i < 4; ++i) {
    frame[38 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  }
  frame[46] = 0x50;
  frame[47] = 0x10;
  return frame;
}

class Sender {
 public:
  Sender() : fd_(socket(AF_PACKET, SOCK_RAW, 0)) {  // protocol 0: it receives nothing
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "packet socket");
  }
  ~Sender() { close(fd_); }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void send(const std::vector<std::string>& interfaces, const Frame& frame) const {
    for (const std::string& name : interfaces) {
      sockaddr_ll address{};
      address.sll_family = AF_PACKET;
      address.sll_protocol = htons(ETH_P_IP);
      address.sll_ifindex = static_cast<int>(if_nametoindex(name.c_str()));
      // A full queue loses a frame, as a wire may.
      if (sendto(fd_, frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&address),
                 sizeof address) < 0 &&
          errno != ENOBUFS) {
        throw std::system_error(errno, std::generic_category(), name);
      }
    }
  }

 private:
  int fd_;
};

}  // namespace

int main(int argc, char** argv) try {
  const Settings settings = parse(argc, argv);
  const Sender sender;
  for (std::uint32_t number = 0;; ++number) {
    for (std::uint8_t i = 1; i <= kConversations; ++i) {
      sender.send(settings.clients, segment(settings.to, client(i), i, true, number));
      sender.send(settings.servers, segment(client(i), kServer, i, false, number));
    }
    sender.send(settings.broadcasts, segment(kEveryone, client(1), 1, true, number));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
} catch (const std::exception& error) {
  std::cerr << "conversation_sender: " << error.what() << '\n';
  return 1;
}
