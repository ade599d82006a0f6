using System.Text.Json.Nodes;

namespace Quittance.Counterparts.Xero;

/// <content>Contacts.</content>
public sealed partial class XeroBooks
{
    private static readonly string[] ContactFields =
        ["ContactNumber", "AccountNumber", "ContactStatus", "Name", "FirstName", "LastName", "CompanyNumber", "EmailAddress", "BankAccountDetails", "TaxNumber"];

    private static readonly string[] AddressFields = ["AddressLine1", "AddressLine2", "City", "Region", "PostalCode", "Country"];

    // As the published description of the API has them.
    private static readonly (string Field, int Max)[] Lengths =
        [("EmailAddress", 255), ("TaxNumber", 50), ("AddressLine1", 500), ("City", 255), ("PostalCode", 50), ("Country", 50)];

    /// <summary>Makes a contact.</summary>
    internal JsonObject PutContact(JsonObject sent)
    {
        var contact = new JsonObject
        {
            ["ContactID"] = $"{NewId()}",
            ["ContactStatus"] = "ACTIVE",
            ["EmailAddress"] = "",
            ["BankAccountDetails"] = "",
            ["Addresses"] = new JsonArray(AddressOf("STREET"), AddressOf("POBOX")),
            ["Phones"] = new JsonArray(),
            ["ContactGroups"] = new JsonArray(),
            ["IsSupplier"] = false,
            ["IsCustomer"] = false,
            ["ContactPersons"] = new JsonArray(),
            ["HasAttachments"] = false,
            ["HasValidationErrors"] = false,
        };
        if (sent.Text("ContactID") is not null)
        {
            throw XeroRefusalException.Validation(XeroRefusalException.Element(sent, "A ContactID cannot be given for a new contact"));
        }

        Write(contact, sent);
        _contacts.Add(contact);
        return contact;
    }

    /// <summary>Makes a contact, or changes the one that is named by id, number or name.</summary>
    internal JsonObject PostContact(JsonObject sent)
    {
        var contact = sent.Text("ContactID") is { } id ? FindContact(id) ?? throw XeroRefusalException.NotFound()
            : _contacts.Find(found => XeroNode.IsSame(found.Text("ContactNumber"), sent.Text("ContactNumber")) || XeroNode.IsSame(found.Text("Name"), sent.Text("Name")));
        if (contact is null)
        {
            return PutContact(sent);
        }

        Write(contact, sent);
        return contact;
    }

    /// <summary>The contact of an id or number.</summary>
    internal JsonObject? FindContact(string idOrNumber) =>
        _contacts.Find(contact => XeroNode.IsSame(contact.Text("ContactID"), idOrNumber) || XeroNode.IsSame(contact.Text("ContactNumber"), idOrNumber));

    private void Write(JsonObject contact, JsonObject sent)
    {
        var errors = ErrorsOf(contact, sent).ToList();
        if (errors.Count > 0)
        {
            throw XeroRefusalException.Validation(XeroRefusalException.Element(sent, errors));
        }

        foreach (var field in ContactFields.Where(field => sent.Text(field) is not null))
        {
            contact[field] = sent.Text(field);
        }

        foreach (var address in sent.Items("Addresses"))
        {
            var kept = contact.Items("Addresses").Single(kept => kept.Text("AddressType") == address.Text("AddressType"));
            foreach (var field in AddressFields)
            {
                kept[field] = address.Text(field) ?? "";
            }
        }

        Touch(contact);
    }

    private IEnumerable<string> ErrorsOf(JsonObject contact, JsonObject sent)
    {
        var id = contact.Text("ContactID");
        var name = sent.Text("Name") ?? contact.Text("Name");
        if (name is null)
        {
            yield return "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber";
            yield break;
        }

        if (name.Length > 255 || name != name.Trim() || name.Contains("  ", StringComparison.Ordinal) || name.IndexOfAny(['<', '>']) >= 0)
        {
            yield return $"The contact name {name} is not valid.";
        }

        if (_contacts.Exists(other => other.Text("ContactID") != id && other.Text("ContactStatus") == "ACTIVE" && XeroNode.IsSame(other.Text("Name"), name)))
        {
            yield return $"The contact name {name} is already assigned to another contact. The contact name must be unique across all active contacts.";
        }

        if (sent.Text("ContactNumber") is { } number && (number.Length > 50 || _contacts.Exists(other => other.Text("ContactID") != id && XeroNode.IsSame(other.Text("ContactNumber"), number))))
        {
            yield return "Another contact has this contact number. Please enter a different contact number.";
        }

        var fields = sent.Items("Addresses").Prepend(sent).ToList();
        foreach (var (field, _) in Lengths.Where(limit => fields.Exists(part => part.Text(limit.Field)?.Length > limit.Max)))
        {
            yield return $"{field} is too long.";
        }

        foreach (var text in fields.SelectMany(part => Lengths.Select(limit => part.Text(limit.Field))).Append(name).Where(text => text is not null && (text.Any(char.IsControl) || !XeroNode.IsTakenText(text))))
        {
            yield return $"{text} has characters that are not allowed.";
        }

        if (sent.Text("EmailAddress") is { } email && (!email.Contains('@', StringComparison.Ordinal) || !email.All(char.IsAscii)))
        {
            yield return "Email address must be valid.";
        }
    }

    private static JsonObject AddressOf(string type)
    {
        var address = new JsonObject { ["AddressType"] = type };
        foreach (var field in AddressFields)
        {
            address[field] = "";
        }

        return address;
    }
}
