using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Quittance.Server.Networks;

namespace Quittance.Server.Api.Network;

/// <summary>A new tag.</summary>
public sealed record TagRequest(
    [property: Required, MaxLength(Limits.NameMax), Description("Unique in the organization.")] string? Name,
    [property: Description("#rrggbb")] string? Color)
{
    internal (string Name, string? Color) Checked()
    {
        var check = new Check();
        var name = check.Required("name", Name);
        var color = TagFields.Color(check, Color);
        check.Done();
        return (name, color);
    }
}

/// <summary>Changes to a tag; what is left out stays as it is, a color of null is taken away.</summary>
public sealed record TagPatch
{
    private readonly string? _color;
    private readonly bool _setsColor;

    /// <summary>The new name.</summary>
    [MaxLength(Limits.NameMax)]
    public string? Name { get; init; }

    /// <summary>#rrggbb, or null to take it away.</summary>
    public string? Color
    {
        get => _color;
        init => (_color, _setsColor) = (value, true);
    }

    internal Tag CheckedOver(Tag current)
    {
        var check = new Check();
        if (Name is null && !_setsColor)
        {
            check.Fault("body", "give at least one field to change");
        }

        var name = Name is null ? current.Name : check.Required("name", Name);
        var color = _setsColor ? TagFields.Color(check, Color) : current.Color;
        check.Done();
        return current with { Name = name, Color = color };
    }

    /// <summary>What makes this change this change, for its idempotency key.</summary>
    internal object Key() => new { Name, Color, SetsColor = _setsColor };
}

/// <summary>A label on connections.</summary>
public sealed record TagResponse(string Id, string Name, string? Color)
{
    internal static TagResponse Of(Tag tag) => new(Ids.Write(NetworkIds.Tag, tag.Id), tag.Name, tag.Color);
}

/// <summary>The rules of a tag's fields.</summary>
internal static partial class TagFields
{
    public static string? Color(Check check, string? value)
    {
        var color = check.Optional("color", value)?.ToLowerInvariant();
        if (color is not null && !ColorForm().IsMatch(color))
        {
            check.Fault("color", "color must be written #rrggbb, such as #2f6f4f");
        }

        return color;
    }

    [GeneratedRegex(@"^#[0-9a-f]{6}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex ColorForm();
}
