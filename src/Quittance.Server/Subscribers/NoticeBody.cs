using System.Text.Json;
using Quittance.Server.Api;

namespace Quittance.Server.Subscribers;

/// <summary>A notice as it is sent. The bytes are what is signed.</summary>
internal static class NoticeBody
{
    public static byte[] Of(Notice notice, Guid subscription) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        id = notice.Id,
        created_at = UtcTimes.Text(notice.OccurredAt),
        action = notice.Action,
        api_version = Notice.ApiVersion,
        description = notice.Description,
        entity_id = notice.Business.Value,
        @object = new { id = notice.ObjectId },
        object_type = notice.ObjectType,
        webhook_subscription_id = subscription,
    });
}
