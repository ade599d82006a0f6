namespace Quittance.Server.Api.Network;

/// <summary>The field <c>businessIds</c> of members and tokens: to which businesses they are limited, null for all.</summary>
internal static class BusinessIdFields
{
    private const int CountMax = 1000;

    public static IReadOnlyList<string>? Of(IReadOnlyList<Guid>? businesses) => businesses is null
        ? null
        : [.. businesses.Select(id => Ids.Write(NetworkIds.Business, id))];

    public static IReadOnlyList<Guid>? Checked(Check check, IReadOnlyList<string?>? businessIds)
    {
        if (businessIds is null)
        {
            return null;
        }

        if (businessIds.Count == 0)
        {
            check.Fault("businessIds", "businessIds must name at least one business; leave it out for all");
        }

        var ids = new List<Guid>();
        foreach (var text in check.Items("businessIds", businessIds, CountMax))
        {
            if (Ids.TryRead(NetworkIds.Business, text, out var id))
            {
                ids.Add(id);
            }
            else
            {
                check.Fault("businessIds", $"there is no business {text}");
            }
        }

        return ids;
    }
}
