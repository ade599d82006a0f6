using Quittance.Domain;
using Quittance.Server.Invoices;

namespace Quittance.Server.Subscribers;

/// <summary>The object types of which subscribers can be told, each with its actions.</summary>
internal static class NoticeTypes
{
    public const string AccountingConnection = "accounting_connection";

    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Actions = new Dictionary<string, IReadOnlyList<string>>
    {
        [AccountingConnection] = ["connected", "disconnected", "deauthorized", "pending_auth"],
        [PayableNotices.ObjectType] = PayableNotices.Actions,
    };

    /// <summary>Refuses what would never be told.</summary>
    public static void Require(string objectType, IReadOnlyList<string> eventTypes)
    {
        if (!Actions.TryGetValue(objectType, out var actions))
        {
            throw Fault("object_type", $"object_type must be one of {string.Join(", ", Actions.Keys)}");
        }

        if (eventTypes.Except(actions).Any())
        {
            throw Fault("event_types", $"event_types of {objectType} are {string.Join(", ", actions)}");
        }
    }

    private static RefusedException Fault(string field, string message) => new(Refusal.InvalidInput, "Validation failed.", new FieldFault(field, message));
}
