#include "sensor/legs/interface_list.h"

#include <fmt/format.h>
#include <net/if.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <stdexcept>
#include <vector>

#include "sensor/posix/visible_text.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

using Handle = std::unique_ptr<pcap_t, decltype(&pcap_close)>;

Handle handle_of(const std::string& interface) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  Handle handle(pcap_create(interface.c_str(), error.data()), pcap_close);
  if (!handle) throw std::runtime_error(fmt::format("{}: {}", interface, error.data()));
  return handle;
}

[[noreturn]] void fail(const std::string& interface, const Handle& handle) {
  throw std::runtime_error(fmt::format("{}: {}", interface, pcap_geterr(handle.get())));
}

}  // namespace

std::vector<ListedInterface> listed_interfaces() {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  pcap_if_t* list = nullptr;
  if (pcap_findalldevs(&list, error.data()) != 0) {
    throw std::runtime_error(fmt::format("cannot list interfaces: {}", error.data()));
  }
  const std::unique_ptr<pcap_if_t, decltype(&pcap_freealldevs)> owner(list, pcap_freealldevs);
  std::vector<ListedInterface> interfaces;
  for (const pcap_if_t* entry = list; entry != nullptr; entry = entry->next) {
    interfaces.push_back({static_cast<int>(interfaces.size()) + 1, entry->name,
                          entry->description != nullptr ? entry->description : ""});
  }
  return interfaces;
}

std::string linktype_list(const std::string& interface) {
  const Handle handle = handle_of(interface);
  const int status = pcap_activate(handle.get());
  if (status < 0) {
    throw std::runtime_error(fmt::format("{}: {}", interface, pcap_statustostr(status)));
  }
  int* types = nullptr;
  const int count = pcap_list_datalinks(handle.get(), &types);
  if (count < 0) fail(interface, handle);
  const std::unique_ptr<int, decltype(&pcap_free_datalinks)> owner(types, pcap_free_datalinks);
  std::string text =
      fmt::format("Data link types for {} (use option -y to set):\n", visible_text(interface));
  for (int i = 0; i < count; ++i) {
    const char* name = pcap_datalink_val_to_name(types[i]);
    const char* description = pcap_datalink_val_to_description(types[i]);
    text += fmt::format("  {} ({})\n", name != nullptr ? name : "DLT",
                        description != nullptr ? description : std::to_string(types[i]));
  }
  return text;
}

std::string stamp_type_list(const std::string& interface) {
  const Handle handle = handle_of(interface);
  int* types = nullptr;
  const int count = pcap_list_tstamp_types(handle.get(), &types);
  if (count < 0) fail(interface, handle);
  const std::unique_ptr<int, decltype(&pcap_free_tstamp_types)> owner(types,
                                                                      pcap_free_tstamp_types);
  if (count == 0) {
    return fmt::format("Time stamp type cannot be set for {}\n", visible_text(interface));
  }
  std::string text =
      fmt::format("Time stamp types for {} (use option -j to set):\n", visible_text(interface));
  for (int i = 0; i < count; ++i) {
    const char* name = pcap_tstamp_type_val_to_name(types[i]);
    const char* description = pcap_tstamp_type_val_to_description(types[i]);
    text += name != nullptr ? fmt::format("  {} ({})\n", name, description)
                            : fmt::format("  {}\n", types[i]);
  }
  return text;
}

std::string interface_by_number(const std::string& text) {
  const bool number =
      !text.empty() && text.size() < 9 &&
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!number || if_nametoindex(text.c_str()) != 0) return text;
  const int wanted = std::stoi(text);
  for (const ListedInterface& interface : listed_interfaces()) {
    if (interface.number == wanted) return interface.name;
  }
  throw UsageError(
      fmt::format("{}: there is no interface of that number; tapbond -D lists them", text));
}

}  // namespace tapbond
