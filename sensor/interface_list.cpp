#include "sensor/interface_list.h"

#include <fmt/format.h>
#include <net/if.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <vector>

namespace tapbond {
namespace {

using InterfaceHandle = std::unique_ptr<pcap_if_t, decltype(&pcap_freealldevs)>;

InterfaceHandle all_interfaces() {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  pcap_if_t* list = nullptr;
  if (pcap_findalldevs(&list, error.data()) != 0) {
    throw std::runtime_error(fmt::format("cannot list interfaces: {}", error.data()));
  }
  return {list, pcap_freealldevs};
}

std::string flags_text(unsigned flags) {
  std::vector<const char*> words;
  if (flags & PCAP_IF_UP) words.push_back("Up");
  if (flags & PCAP_IF_RUNNING) words.push_back("Running");
  if (flags & PCAP_IF_LOOPBACK) words.push_back("Loopback");
  if (flags == 0) return "";
  if (words.empty() && (flags & PCAP_IF_WIRELESS) == 0) words.push_back("none");
  const bool wireless = (flags & PCAP_IF_WIRELESS) != 0;
  if (wireless) words.push_back("Wireless");
  switch (flags & PCAP_IF_CONNECTION_STATUS) {
    case PCAP_IF_CONNECTION_STATUS_CONNECTED:
      words.push_back(wireless ? "Associated" : "Connected");
      break;
    case PCAP_IF_CONNECTION_STATUS_DISCONNECTED:
      words.push_back(wireless ? "Not associated" : "Disconnected");
      break;
    case PCAP_IF_CONNECTION_STATUS_UNKNOWN:
      if (wireless)
        words.push_back("Association status unknown");
      else
        words.push_back("Connection status unknown");
      break;
    default:
      break;
  }
  return words.empty() ? "" : fmt::format(" [{}]", fmt::join(words, ", "));
}

}  // namespace

std::string interface_list() {
  const InterfaceHandle list = all_interfaces();
  std::string text;
  int number = 0;
  for (const pcap_if_t* entry = list.get(); entry != nullptr; entry = entry->next) {
    fmt::format_to(std::back_inserter(text), "{}.{}", ++number, entry->name);
    if (entry->description != nullptr) {
      fmt::format_to(std::back_inserter(text), " ({})", entry->description);
    }
    text += flags_text(entry->flags) + '\n';
  }
  return text;
}

std::string linktype_list(const std::string& interface) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> handle(
      pcap_create(interface.c_str(), error.data()), pcap_close);
  if (!handle) throw std::runtime_error(fmt::format("{}: {}", interface, error.data()));
  const int status = pcap_activate(handle.get());
  if (status < 0) {
    throw std::runtime_error(fmt::format("{}: {}", interface, pcap_statustostr(status)));
  }
  int* types = nullptr;
  const int count = pcap_list_datalinks(handle.get(), &types);
  if (count < 0)
    throw std::runtime_error(fmt::format("{}: {}", interface, pcap_geterr(handle.get())));
  const std::unique_ptr<int, decltype(&pcap_free_datalinks)> owner(types, pcap_free_datalinks);
  std::string text = fmt::format("Data link types for {}:\n", interface);
  for (int i = 0; i < count; ++i) {
    const char* name = pcap_datalink_val_to_name(types[i]);
    const char* description = pcap_datalink_val_to_description(types[i]);
    fmt::format_to(std::back_inserter(text), "  {} ({})\n", name != nullptr ? name : "DLT",
                   description != nullptr ? description : std::to_string(types[i]));
  }
  return text;
}

std::string interface_by_number(const std::string& text) {
  const bool number =
      !text.empty() && text.size() < 9 &&
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!number || if_nametoindex(text.c_str()) != 0) return text;
  const InterfaceHandle list = all_interfaces();
  int left = std::stoi(text);
  for (const pcap_if_t* entry = list.get(); entry != nullptr; entry = entry->next) {
    if (--left == 0) return entry->name;
  }
  throw std::runtime_error(
      fmt::format("{}: there is no interface of that number; tapbond -D lists them", text));
}

}  // namespace tapbond
