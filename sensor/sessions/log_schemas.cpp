#include "sensor/sessions/log_schemas.h"

#include "sensor/sessions/conn_log.h"
#include "sensor/sessions/dns_log.h"
#include "sensor/sessions/weird_log.h"

namespace tapbond::sessions {
namespace {

constexpr const LogSchema* kAll[] = {&kConnSchema, &kDnsSchema, &kWeirdSchema};

}  // namespace

const std::span<const LogSchema* const> kLogSchemas = kAll;

}  // namespace tapbond::sessions
